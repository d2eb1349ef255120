import Foundation
import Lanes
import Testing

/// Philox 4×32-10 against the known answers that its authors published with Random123 (kat_vectors).
@Suite struct Philox4x32Tests {
    @Test(arguments: [
        (
            SIMD4<UInt32>(repeating: 0), UInt64(0),
            SIMD4<UInt32>(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)
        ),
        (
            SIMD4<UInt32>(repeating: 0xFFFF_FFFF), UInt64.max,
            SIMD4<UInt32>(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
        ),
        (
            SIMD4<UInt32>(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), UInt64(0x299F_31D0_A409_3822),
            SIMD4<UInt32>(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
        ),
    ])
    func knownAnswers(counter: SIMD4<UInt32>, seed: UInt64, words: SIMD4<UInt32>) {
        #expect(Philox4x32(seed: seed).words(counter) == words)
    }

    @Test func uniformNumbersLieInsideAndFillTheUnitInterval() {
        let random = Philox4x32(seed: 7)
        var bins = [Int](repeating: 0, count: 20)
        for index in 0..<20_000 {
            let u = random.uniform(epoch: 1, series: 2, sample: 3, index: UInt32(index))
            #expect(u > 0 && u < 1)
            bins[Int(u * 20)] += 1
        }
        // χ² with 19 degrees of freedom is beyond 43.8 once in a thousand seeds.
        let chi = bins.reduce(0.0) { $0 + pow(Double($1) - 1000, 2) / 1000 }
        #expect(chi < 43.8)
    }

    @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
        let random = Philox4x32(seed: 11)
        let numbers = (0..<40_000).map { random.normal(epoch: 0, series: 0, sample: 0, index: UInt32($0)) }
        let n = Double(numbers.count)
        // Five standard errors of each moment.
        #expect(abs(numbers.reduce(0, +) / n) < 5 / n.squareRoot())
        #expect(abs(numbers.reduce(0) { $0 + $1 * $1 } / n - 1) < 5 * (2 / n).squareRoot())
        #expect(abs(numbers.reduce(0) { $0 + pow($1, 4) } / n - 3) < 5 * (96 / n).squareRoot())
    }

    @Test func permutationsHoldEachNumberOnce() {
        let random = Philox4x32(seed: 3)
        for count in [0, 1, 2, 57] {
            #expect(random.permutation(count: count, epoch: 0, stream: 1).sorted() == Array(0..<count))
        }
        #expect(
            random.permutation(count: 57, epoch: 0, stream: 1) != random.permutation(count: 57, epoch: 1, stream: 1))
    }
}
