import Foundation
import Testing
import TimeSeries

@testable import Continuum

@Suite struct ReportPageTests {
    private let hostile = "<script>alert('x')</script> & \"y\" \u{1}\u{7F}\u{FFFE} onload=1 ]]>"

    @Test func textsAreTextsWhateverTheySay() {
        let table = ReportTable(
            hostile, columns: [hostile, "n"], rows: [[.text(hostile), .number(1.5)], [.text("b"), .none]], note: hostile
        )
        let page = ReportPage(
            title: hostile, subtitle: hostile,
            sections: [ReportSection(hostile, [.text(hostile), .code(hostile), .table(table)])])
        let html = page.html.replacing("onload=1", with: "")
        let checks = PageChecks(html)
        #expect(checks.faults.isEmpty, "\(checks.faults)")
        #expect(checks.elements["script"] == nil && checks.text.contains("<script>alert('x')</script> & \"y\""))
        #expect(checks.text.contains("1.5") && checks.text.contains("–"))
    }

    @Test func columnsOfNumbersStandRight() {
        let table = ReportTable(
            "t", columns: ["a", "b", "c"],
            rows: [[.text("x"), .number(2), .none], [.text("y"), .number(.infinity), .text("z")]])
        #expect((0..<3).map(table.isNumeric) == [false, true, false])
        let html = ReportPage(title: "p", subtitle: "", sections: [ReportSection("s", [.table(table)])]).html
        #expect(html.contains("<td class=\"number\">2</td>") && html.contains("<td class=\"number\">–</td>"))
    }

    @Test func lengthsAndNumbersAreShort() {
        #expect(ShownText.duration(604_800, .calendar) == "1w" && ShownText.duration(90, .calendar) == "1.5m")
        #expect(ShownText.duration(90, .numeric) == "90" && ShownText.number(1 / 3.0) == "0.333333")
    }
}

@Suite(.enabled(if: Browser.isGnuplotInstalled, "gnuplot draws the pictures")) struct ReportFigureTests {
    private func page(_ figures: [ReportFigure]) -> ReportPage {
        let table = ReportTable("t", columns: ["a"], rows: [[.text("x")]])
        return ReportPage(
            title: "p", subtitle: "s",
            sections: [ReportSection("pictures", [.table(table)] + figures.map { .figure($0) })])
    }

    private func chart(_ title: String, bars: Bool = false) -> ReportChart {
        var chart = ReportChart(
            title, horizontal: "lead", vertical: "share",
            lines: [
                .init("a <b>", (0..<10).map { (Double($0), sin(Double($0))) }),
                .init("c", [(0, 1), (4, .nan), (9, 2)]),
            ], target: 0.5)
        if bars {
            chart.lines = [.init("share", (0..<10).map { (Double($0) / 10, 0.1) })]
            chart.isBars = true
            chart.isFromZero = true
        }
        return chart
    }

    @Test func chartsTellTheirValuesWithoutAScript() throws {
        let figure = try ReportFigure("what is <seen>", [chart("one & 'two'"), chart("three", bars: true)])
        let html = page([figure, figure]).html
        let checks = PageChecks(html)
        #expect(checks.faults.isEmpty, "\(checks.faults)")
        // 12 points of lines and 10 bars, in both figures.
        #expect(checks.elements["title"] == 1 + 2 * (12 + 10))
        #expect(checks.text.contains("a <b>, lead 9: share 0.412118") && checks.text.contains("one & 'two'"))
        // Ink is the page's, by day and by night.
        #expect(!html.contains("\"black\"") && !html.contains("'black'") && !html.contains("rgb( 34,"))
    }

    @Test func panelsTellTheirValues() throws {
        let panel = SeriesPanel(
            title: "x, series <s>", variable: "x", unit: "mg", seen: [(.numeric(0), 1), (.numeric(1), 2)],
            hidden: [(.numeric(3), 2.5)],
            interpolation: [
                .init(time: .numeric(0), low: 0, median: 1, high: 2),
                .init(time: .numeric(1), low: 1, median: 2, high: 3),
            ],
            forecast: [
                .init(time: .numeric(1.1), low: 1, median: 2, high: 3),
                .init(time: .numeric(4), low: 0, median: 2, high: 5),
            ])
        let figure = try ReportFigure("c", [panel], coverage: 0.9, zone: .gmt) { "\($0)" }
        let checks = PageChecks(page([figure]).html)
        #expect(checks.faults.isEmpty, "\(checks.faults)")
        for text in [
            "observed, 1: 2 mg", "observed later, 3: 2.5 mg", "interpolation, 0: median 1 mg, 90 % from 0 to 2",
            "forecast, 4: median 2 mg, 90 % from 0 to 5",
        ] { #expect(checks.text.contains(text), "\(text)") }
    }
}
