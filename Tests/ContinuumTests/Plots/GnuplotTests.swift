import Foundation
import Testing
import TimeSeries

@testable import Continuum

#if canImport(FoundationXML)
    import FoundationXML
#endif

private let isGnuplotInstalled = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
}

@Suite(.enabled(if: isGnuplotInstalled, "gnuplot draws the pictures")) struct GnuplotTests {
    private let panel = SeriesPanel(
        title: "it's \"x\" & <y> $0 @1 {z}", variable: "x", unit: "<kg>", seen: [(.numeric(0), 1), (.numeric(1), 2)],
        hidden: [(.numeric(3), 2)],
        interpolation: [
            .init(time: .numeric(0), low: 0, median: 1, high: 2), .init(time: .numeric(1), low: 1, median: 2, high: 3),
        ],
        forecast: [
            .init(time: .numeric(1), low: 1, median: 2, high: 3), .init(time: .numeric(4), low: 0, median: 2, high: 5),
        ])

    private func inFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.path + "/continuum-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func picturesAreWholeAndTitlesLiteral() throws {
        try inFolder { folder in
            let path = folder + "/a b's.svg"
            _ = try Gnuplot.draw([panel, panel], coverage: 0.9, to: .file(path))
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(XMLParser(data: data).parse())
            let text = String(decoding: data, as: UTF8.self)
            #expect(text.contains("it's") && text.contains("&amp; &lt;y") && text.contains("90 % band"))
            #expect(text.contains("observed later"))
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files == ["a b's.svg"])
        }
    }

    @Test(arguments: [("png", [0x89, 0x50, 0x4E, 0x47]), ("pdf", [0x25, 0x50, 0x44, 0x46])])
    func endingsChooseTheFormat(ending: String, magic: [UInt8]) throws {
        try inFolder { folder in
            let path = folder + "/x." + ending
            _ = try Gnuplot.draw([panel], coverage: 0.5, to: .file(path))
            let start = try Data(contentsOf: URL(fileURLWithPath: path)).prefix(4)
            #expect(Array(start) == magic)
        }
    }

    @Test func textIsReturned() throws {
        let text = try Gnuplot.draw([panel], coverage: 0.9, to: .text(columns: 70, rows: 20))
        #expect(text.split(separator: "\n").count >= 18 && text.contains("forecast, median"))
    }

    @Test func calendarTimesAreDatesOnTheAxis() throws {
        try inFolder { folder in
            var dated = panel
            let day = 86_400_000_000
            dated.seen = (0..<9).map { (.calendar(microseconds: Int64(19_700 * day + $0 * 30 * day)), Double($0)) }
            dated.hidden = []
            dated.interpolation = []
            dated.forecast = []
            let path = folder + "/x.svg"
            _ = try Gnuplot.draw([dated], coverage: 0.9, to: .file(path))
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("2024"))
        }
    }

    @Test func whatCannotBeDrawnLeavesNothing() throws {
        try inFolder { folder in
            #expect(throws: JobError.self) {
                try Gnuplot.draw([panel], coverage: 0.9, to: .file(folder + "/x.bmp"))
            }
            #expect(throws: StoreError.self) {
                try Gnuplot.draw([panel], coverage: 0.9, to: .file(folder + "/none/x.svg"))
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files.isEmpty)
        }
    }
}
