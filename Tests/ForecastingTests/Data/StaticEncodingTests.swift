import Foundation
import Testing
import TimeSeries

@testable import Forecasting

@Suite struct StaticEncodingTests {
    @Test func quantitiesAreStandardisedAndMissingOnesMarked() {
        let encoding = StaticEncoding(name: "age", values: [.number(30), nil, .number(50), .number(40)])
        #expect(encoding.features == 2 && encoding.categories.isEmpty)
        #expect(encoding.center == 40 && abs(encoding.scale - (200.0 / 3).squareRoot()) < 1e-12)
        let encoded = encoding.encode(.number(50))
        #expect(abs(encoded[0] - 10 / encoding.scale) < 0x1p-20 && encoded[1] == 1)
        #expect(encoding.encode(nil) == [0, 0] && encoding.encode(.number(40)) == [0, 1])
        // Text where a number is expected is unknown.
        #expect(encoding.encode(.text("old")) == [0, 0])
    }

    @Test func whatDoesNotVaryHasAScaleOfOne() {
        let constant = StaticEncoding(name: "x", values: [.number(3), .number(3)])
        #expect(constant.scale == 1 && constant.encode(.number(3)) == [0, 1] && constant.encode(.number(4)) == [1, 1])
        let empty = StaticEncoding(name: "x", values: [nil, nil])
        #expect(empty.center == 0 && empty.scale == 1 && empty.features == 2)
    }

    /// Rescaled values are encoded to the same bits.
    @Test func unitsDoNotMatter() {
        let ages = [31.5, 64, 47.25, 29]
        let years = StaticEncoding(name: "age", values: ages.map { .number($0) })
        let days = StaticEncoding(name: "age", values: ages.map { .number($0 * 365.25) })
        for age in ages { #expect(years.encode(.number(age)) == days.encode(.number(age * 365.25))) }
    }

    @Test func textAnywhereMakesCategories() {
        let encoding = StaticEncoding(name: "arm", values: [.text("b"), .number(2), nil, .text("a"), .text("b")])
        #expect(encoding.categories == ["2.0", "a", "b"] && encoding.features == 3)
        #expect(encoding.encode(.text("b")) == [0, 0, 1] && encoding.encode(.number(2)) == [1, 0, 0])
        #expect(encoding.encode(nil) == [0, 0, 0] && encoding.encode(.text("c")) == [0, 0, 0])
    }

    @Test func atMostFortyCategories() {
        let encoding = StaticEncoding(name: "site", values: (10..<70).map { .text("s\($0)") })
        #expect(encoding.features == 40 && encoding.categories == encoding.categories.sorted())
        #expect(encoding.encode(.text("s49")).reduce(0, +) == 1 && encoding.encode(.text("s50")).reduce(0, +) == 0)
    }

    @Test func encodingsComeBack() throws {
        let encoding = StaticEncoding(name: "arm", values: [.text("b"), .text("a")])
        let bytes = try JSONEncoder().encode(encoding)
        #expect(try JSONDecoder().decode(StaticEncoding.self, from: bytes) == encoding)
    }
}
