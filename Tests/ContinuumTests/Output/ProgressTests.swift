import Foundation
import Testing

@testable import ContinuumTool

@Suite struct ProgressTests {
    private let line = ProgressLine([
        .init("a file with a long name.csv:", rank: 4), .init("8192 rows", rank: 2),
        .init("123456 rows/s", rank: 5), .init(ProgressLine.bar(0.5), rank: 3), .init("50 %", rank: 1),
        .init("left 0:12", rank: 2),
    ])

    @Test func whatMattersLeastGoesFirst() {
        #expect(line.text(columns: 200) == line.text)
        #expect(!line.text(columns: 80).contains("rows/s") && line.text(columns: 80).contains("a file"))
        #expect(line.text(columns: 60) == "8192 rows  [##########··········]  50 %  left 0:12")
        #expect(line.text(columns: 30) == "8192 rows  50 %  left 0:12")
        #expect(line.text(columns: 10) == "50 %" && line.text(columns: 3) == "50…")
        for columns in 0...120 { #expect(ProgressLine.width(line.text(columns: columns)) <= columns) }
    }

    @Test func namesThatWouldLeaveTheRowAreCut() {
        #expect(ProgressLine.cut("a\nb\u{1B}[2Jc", to: 20) == "a b [2Jc")
        #expect(ProgressLine.cut("観測データ", to: 10) == "観測データ")
        #expect(ProgressLine.cut("観測データ", to: 7) == "観測デ…" && ProgressLine.cut("観測データ", to: 6) == "観測…")
    }

    /// Every line stays in one row of a terminal 30 columns wide, and of the same one made 12 wide.
    @Test func linesFitATerminalThatIsMadeNarrower() throws {
        var (leader, follower): (Int32, Int32) = (0, 0)
        var size = winsize(ws_row: 24, ws_col: 30, ws_xpixel: 0, ws_ypixel: 0)
        try #require(openpty(&leader, &follower, nil, nil, &size) == 0)
        defer {
            close(leader)
            close(follower)
        }
        let console = Console(isQuiet: false, output: follower, errors: follower)
        func shown(_ body: () -> Void) -> String {
            body()
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(leader, &buffer, buffer.count)
            return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        }
        let wide = shown { console.progress(line, isLast: true) }
        #expect(wide.contains("8192 rows  50 %  left 0:12"))
        size.ws_col = 12
        _ = ioctl(leader, UInt(TIOCSWINSZ), &size)
        let narrow = shown {
            console.beginProgress()
            console.progress(line)
        }
        #expect(narrow == "\r\u{1B}[J\u{1B}[?7l50 %\u{1B}[?7h\r", "\(narrow.debugDescription)")
        #expect(shown { console.endProgress() } == "\r\u{1B}[J")
    }
}
