import Foundation
import Testing
import TimeSeries

@testable import Continuum

/// Where panels, axes and curves lie.
@Suite struct PanelTests {
    private func panel(_ values: [Double], isLogarithmic: Bool = false, isInverted: Bool = false) -> SeriesPanel {
        SeriesPanel(
            title: "x, series a", variable: "x", unit: "mg", isLogarithmic: isLogarithmic, isInverted: isInverted,
            seen: values.enumerated().map { (.numeric(Double($0)), $1) }, hidden: [], interpolation: [], forecast: [])
    }

    private func axes(_ panel: SeriesPanel) -> PanelAxes {
        PanelAxes(panel, zone: .gmt, width: 800, height: 240, character: 7.6, line: 16)
    }

    @Test(arguments: [(1, 1, 1), (3, 1, 3), (4, 2, 2), (8, 2, 4), (9, 3, 3), (12, 3, 4)])
    func panelsLieInAGridAndNeverOverlap(_ count: Int, _ columns: Int, _ rows: Int) {
        let grid = PanelGrid(panels: count)
        #expect(grid.columns == columns && grid.rows == rows)
        let frames = (0..<count).map { grid.frame(of: $0, labels: 7) }
        for (a, first) in frames.enumerated() {
            #expect(first.left > 0 && first.right < grid.width && first.top > PanelGrid.header)
            #expect(first.bottom < grid.height && first.width > 250 && first.height > 150)
            for second in frames.dropFirst(a + 1) {
                let isApart =
                    first.right < second.left || second.right < first.left || first.bottom < second.top
                    || second.bottom < first.top
                #expect(isApart)
            }
        }
        #expect((0..<count).count { grid.isLowest($0, of: count) } == min(columns, count))
    }

    @Test func logarithmsNeedPositiveValues() {
        #expect(axes(panel([1, 10, 100], isLogarithmic: true)).isLogarithmic)
        #expect(!axes(panel([0, 10, 100], isLogarithmic: true)).isLogarithmic)
        #expect(!axes(panel([1, 10, 100])).isLogarithmic)
        let frame = PanelFrame(left: 100, right: 300, top: 50, bottom: 250)
        let logarithmic = axes(panel([1, 10, 100], isLogarithmic: true))
        #expect(abs(logarithmic.point(.numeric(1), 10, in: frame).y - 150) < 1e-9)
    }

    @Test func magnitudesPointDown() {
        let frame = PanelFrame(left: 100, right: 300, top: 50, bottom: 250)
        let (up, down) = (axes(panel([14, 15, 16])), axes(panel([14, 15, 16], isInverted: true)))
        #expect(up.point(.numeric(0), 14, in: frame).y > 200 && down.point(.numeric(0), 14, in: frame).y < 100)
        #expect(up.point(.numeric(2), 15, in: frame).x == 300 && up.point(.numeric(0), 15, in: frame).x == 100)
    }

    @Test func oneTimeOrOneValueHasAnAxisToo() {
        let single = axes(panel([5]))
        #expect(single.first < single.last && single.low < 5 && single.high > 5 && !single.valueTicks.isEmpty)
        #expect(axes(panel([0, 0])).low < 0)
        #expect(axes(panel([])).low < axes(panel([])).high)
    }

    @Test func oneMarkerSizeForAllPanels() {
        let body = PanelScript([panel([1, 2]), panel(Array(repeating: 3, count: 500))], coverage: 0.9, zone: .gmt).body
        let sizes = body.matches(of: /with points pt \d ps ([\d.]+)/).map(\.1)
        #expect(sizes.count == 2 && Set(sizes).count == 1)
        #expect(body.contains("set ylabel 'x (mg)'") && body.contains("set xlabel 'time'"))
    }
}

/// The curves of a plot of a fitted model.
@Suite struct SeriesPlotTests {
    private func data() throws -> SeriesCollection {
        var builder = SeriesBuilder()
        for index in 0..<120 {
            let time = Double(index) + 0.3 * sin(Double(7 * index))
            builder["a"].append(time: time, ["x": exp(1 + sin(0.2 * time) + 0.2 * sin(Double(index * index)))])
        }
        builder.units["x"] = "mag"
        return try builder.build()
    }

    private func model(_ kind: ForecasterKind, _ data: SeriesCollection) throws -> any Forecaster {
        let fit = try kind.fit(data, FitSettings(), FitContext())
        _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
        return try fit.forecaster()
    }

    /// The forecast begins where the interpolation ends: both are the same process, and nothing is drawn between.
    @Test func curvesMeetAtTheLastObservation() throws {
        let data = try data()
        let panel = try SeriesPlot(model(.stateSpace, data)).panels(of: data)[0]
        let last = try #require(panel.seen.last).time
        let inside = try #require(panel.interpolation.last)
        let beyond = try #require(panel.forecast.first)
        #expect(inside.time == last && beyond.time > last && beyond.time.elapsed(since: last) < 1e-3)
        let width = inside.high - inside.low
        #expect(abs(beyond.low - inside.low) < 0.02 * width && abs(beyond.high - inside.high) < 0.02 * width)
        #expect(abs(beyond.median - inside.median) < 0.02 * width)
        #expect(panel.unit == "mag" && panel.isInverted)
    }

    @Test func aPictureThatBeginsAmidTheSeriesHasACurveFromItsEdge() throws {
        let data = try data()
        var plot = SeriesPlot(try model(.linear, data))
        plot.from = .numeric(50.5)
        plot.inverted = []
        let panel = try plot.panels(of: data)[0]
        #expect(
            panel.interpolation.first?.time == .numeric(50.5) && panel.seen.allSatisfy { $0.time >= .numeric(50.5) })
        #expect(!panel.isInverted)
    }

    @Test func logarithmsOfTheModelAreThoseOfTheAxis() throws {
        let data = try data()
        for kind in [ForecasterKind.lastValue, .stateSpace] {
            let model = try model(kind, data)
            #expect(try SeriesPlot(model).panels(of: data)[0].isLogarithmic == model.isLogarithmic("x"))
            #expect(model.isLogarithmic("x") && !model.isLogarithmic("y"))
        }
    }
}
