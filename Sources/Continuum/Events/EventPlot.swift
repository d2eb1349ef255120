import Foundation
import PointProcesses
import TimeSeries

/// Draws events as a rug under the intensity with its band.
public struct EventPlot {
    /// The model.
    public let model: FittedEvents
    /// Model time that the picture goes on after the end of what was seen.
    public var length = 0.0
    /// Pieces whose own rates are drawn beside, `nil` for none.
    public var pieces: Int?
    /// Probability that the band covers.
    public var coverage = 0.9
    /// Draws that the band is made from.
    public var draws = 200
    /// Seed of the draws.
    public var seed: UInt64 = 0

    private static let points = 400

    /// Plots what `model` says.
    public init(model: FittedEvents) { self.model = model }

    /// One panel's numbers, in model time.
    public struct Panel: Sendable {
        public var title: String
        public var events: [Double]
        /// The intensity, with the ends of the band and the median as quantiles.
        public var curve: [EventForecast.IntensityPoint]
        /// Begin, end, rate and its 95 % interval of each piece.
        public var pieces: [(from: Double, to: Double, rate: Double, low: Double, high: Double)]
    }

    /// Computes the panel of `sequence`.
    public func panel(_ sequence: EventSequence) throws -> Panel {
        let forecast = try EventForecast(model, past: sequence, draws: draws, seed: seed)
        let first = sequence.exposure[0].start
        let last = forecast.start + length
        var times = (0...Self.points).map { first + (last - first) * Double($0) / Double(Self.points) }
        if !model.model.process.isPoisson {
            // What excites shows just before and just after each event.
            let near = (last - first) * 1e-6
            times = (times + sequence.times.prefix(2000).flatMap { [$0, $0 + near] }).filter { $0 <= last }.sorted()
        }
        let probabilities = [(1 - coverage) / 2, 0.5, (1 + coverage) / 2]
        var found: [(from: Double, to: Double, rate: Double, low: Double, high: Double)] = []
        if let pieces {
            var settings = EventFitSettings()
            settings.kind = .piecewise
            settings.pieces = pieces
            let end = sequence.exposure[sequence.exposure.count - 1].end
            let fit = try FittedEvents.fit(
                [EventSequence(name: sequence.name, times: sequence.times, exposure: sequence.exposure)], marks: [""],
                clock: model.clock, settings: settings)
            for (index, estimate) in (fit?.parameters ?? []).enumerated() {
                let width = (end - first) / Double(pieces)
                found.append(
                    (
                        first + Double(index) * width, first + Double(index + 1) * width, estimate.value,
                        estimate.low ?? estimate.value, estimate.high ?? estimate.value
                    ))
            }
        }
        return Panel(
            title: "\(model.settings.kind.rawValue), series \(sequence.name)", events: sequence.times,
            curve: try forecast.intensity(at: times, quantiles: probabilities), pieces: found)
    }

    /// Draws `panels`; returns the text where the target is text.
    ///
    /// - Parameters:
    ///   - panels: at least one.
    ///   - zone: of dates on the axes.
    ///   - target: what is drawn on.
    public func draw(_ panels: [Panel], zone: TimeZone = .gmt, to target: Gnuplot.Target) throws -> String {
        let (isText, columns) = if case .text(let columns, _) = target { (true, columns) } else { (false, 0) }
        var script = "set encoding utf8\nset multiplot layout \(panels.count),1\n"
        script += "set key outside top center horizontal samplen 2 noenhanced\nset grid lt 1 lw 0.5 lc rgb '#dddddd'\n"
        script += "set border 3\nset tics nomirror\nset style fill solid 0.35 noborder\nset bmargin 2.5\n"
        let isCalendar = model.clock.kind == .calendar
        // Dates count from the first of the picture, which numbers of seconds would lose digits of.
        let begin = model.clock.moment(panels.compactMap(\.curve.first?.time).min() ?? 0)
        func axis(_ time: Double) -> Double {
            model.clock.moment(time).elapsed(since: isCalendar ? begin : .numeric(0))
        }
        let unit = model.clock.rateUnit
        let band = "\(DecimalNumber.text((coverage * 1000).rounded() / 10)) % band"
        for (index, panel) in panels.enumerated() {
            script += "set title '\(panel.title.replacing("'", with: "''"))' noenhanced\nset ylabel 'events \(unit)'\n"
            func block(_ name: String, _ lines: [String]) -> String {
                script += "$\(name)\(index) << EOD\n\(lines.joined(separator: "\n"))\nEOD\n"
                return "$\(name)\(index)"
            }
            let highest = (panel.curve.map { $0.quantiles[2] } + panel.pieces.map(\.high)).filter(\.isFinite).max() ?? 1
            script += "set yrange [\(-0.08 * highest):\(1.05 * highest)]\n"
            if let first = panel.curve.first, let last = panel.curve.last {
                script += "set xrange [\(axis(first.time)):\(axis(last.time))]\n"
                let shift = axis(first.time)
                let ticks = AxisTick.time(
                    model.clock.moment(first.time), model.clock.moment(last.time), zone: zone,
                    width: isText ? Double(columns - 12) : 800, character: isText ? 1 : PanelGrid.character)
                script += "set xtics (\(AxisTick.list(ticks, shiftedBy: isCalendar ? shift : 0))) noenhanced\n"
            }
            let curve = block(
                "curve", panel.curve.map { "\(axis($0.time)) \($0.quantiles[0]) \($0.quantiles[2]) \($0.mean)" })
            var plots: [String] = []
            if isText {
                plots += ["\(curve) using 1:2 with dots notitle", "\(curve) using 1:3 with dots notitle"]
                plots.append("\(curve) using 1:4 with lines title 'intensity'")
            } else {
                plots.append("\(curve) using 1:2:3 with filledcurves lc rgb '#4477aa' title '\(band)'")
                plots.append("\(curve) using 1:4 with lines lw 2 lc rgb '#4477aa' title 'intensity'")
            }
            if !panel.pieces.isEmpty {
                let pieces = block(
                    "pieces",
                    panel.pieces.map {
                        "\(axis(0.5 * ($0.from + $0.to))) \($0.rate) \(axis($0.from)) \(axis($0.to)) \($0.low) \($0.high)"
                    })
                plots.append(
                    "\(pieces) using 1:2:3:4:5:6 with xyerrorbars pt 7 ps 0.5 lc rgb '#cc6633' title 'pieces, 95 %'")
            }
            if !panel.events.isEmpty {
                let rug = block("rug", panel.events.map { "\(axis($0)) \(-0.04 * highest)" })
                plots.append(
                    isText
                        ? "\(rug) using 1:2 with points pt '|' title 'events'"
                        : "\(rug) using 1:2:(0):(\(0.03 * highest)) with vectors nohead lc rgb '#222222' title 'events'"
                )
            }
            script += "plot \(plots.joined(separator: ", \\\n  "))\n"
        }
        return try Gnuplot.draw(script + "unset multiplot\n", panels: panels.count, to: target)
    }

    /// Draws sorted residuals against the exponential distribution's quantiles.
    public static func quantilePlot(_ residuals: TimeRescaling, title: String, to target: Gnuplot.Target) throws
        -> String
    {
        let points = residuals.quantilePlot()
        let most = points.map { max($0.expected, $0.residual) }.max() ?? 1
        let isText = if case .text = target { true } else { false }
        var script =
            "set encoding utf8\nset multiplot layout 1,1\nset title '\(title.replacing("'", with: "''"))' noenhanced\n"
        script += "set xlabel 'exponential quantile'\nset ylabel 'residual'\nset border 3\nset tics nomirror\n"
        script += "set key top left\nset xrange [0:\(most * 1.02)]\nset yrange [0:\(most * 1.02)]\n"
        script += "$points << EOD\n\(points.map { "\($0.expected) \($0.residual)" }.joined(separator: "\n"))\nEOD\n"
        script += "plot x with lines lc rgb '#999999' title 'exponential', "
        script +=
            "$points using 1:2 with points pt \(isText ? "'o'" : "7 ps 0.5") lc rgb '#4477aa' title 'residuals'\n"
        return try Gnuplot.draw(script + "unset multiplot\n", panels: 1, to: target)
    }
}
