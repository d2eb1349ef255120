import Forecasting
import Foundation
import ObservationStore
import TimeSeries

extension Workload {
    /// When a battery's capacity falls to 1.4 Ah, from other batteries and 30 measured cycles of its own.
    ///
    /// The protocol is that of APDTFlow 0.4 (`experiments/battery_eol_demo.py`): each of three batteries is left out in turn, kinds are
    /// fitted to the other two, and asked from every 30 successive cycles after which 30 more were measured; time is the number of the
    /// measured cycle. The truth is the first passage of the measured values, interpolated by a line, within these 30. An answer beyond them
    /// counts as 30. The answer is the median, the window the 5 % and 95 % quantiles of 500 paths.
    static let batteries = Workload(
        name: "batteries",
        summary: "accuracy: when a battery of DIR/battery_nasa.csv.gz falls to 1.4 Ah, for kinds by --kind A,B",
        data: ".",
        prepare: { settings in
            settings.kind = ForecasterKind.all.filter { $0 != .latentODE }.map(\.name).joined(separator: ",")
        }, run: batteryFigures)

    @Sendable private static func batteryFigures(_ settings: BenchmarkSettings) throws -> Measurements {
        let cells = try BatteryCell.read("\(settings.data)/battery_nasa.csv.gz")
        var measured = Measurements()
        var line = BatteryAudit()
        for cell in cells { for window in cell.windows { line.add(window, LeastSquaresLine(window.seen).passage) } }
        var part = Measurements()
        part.texts["kind"] = "least-squares line"
        line.write(to: &part)
        measured.parts.append(part)
        for name in settings.kind.split(separator: ",").map(String.init) {
            guard let kind = ForecasterKind.named(name) else { throw BenchmarkError("there is no kind \(name)") }
            var part = Measurements()
            part.texts["kind"] = name
            var audit = BatteryAudit()
            do {
                part.add(seconds: [try seconds { try ask(kind, cells, settings, &audit) }])
                audit.write(to: &part)
            } catch let error as ForecastingError {
                part.texts["failure"] = "\(error)"
            }
            measured.parts.append(part)
        }
        return measured
    }

    /// Leaves each battery out, fits `kind` to the others and asks for all of its windows.
    private static func ask(
        _ kind: ForecasterKind, _ cells: [BatteryCell], _ settings: BenchmarkSettings, _ audit: inout BatteryAudit
    ) throws {
        for cell in cells {
            var training = SeriesBuilder()
            for other in cells where other.name != cell.name {
                for (cycle, value) in other.capacity.enumerated() {
                    training[other.name].append(time: Double(cycle), ["capacity": value])
                }
            }
            var fit = FitSettings()
            fit.seed = settings.seed
            fit.task.history = Double(BatteryCell.history)
            fit.task.horizon = Double(BatteryCell.horizon)
            let job = try kind.fit(try training.build(), fit, FitContext(threads: settings.threads))
            _ = try job.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
            let forecaster = try job.forecaster()
            var asked = SeriesBuilder()
            for window in cell.windows {
                for (k, value) in window.seen.enumerated() {
                    asked["\(cell.name) \(window.begin)"].append(time: Double(window.begin + k), ["capacity": value])
                }
            }
            var inquiry = PathInquiry(
                .firstPassage(LevelCondition(.atMost, BatteryCell.level), horizon: Double(BatteryCell.horizon)),
                of: ["capacity"])
            inquiry.step = 1
            inquiry.samples = 500
            inquiry.seed = settings.seed
            inquiry.threads = settings.threads
            let answers = try inquiry.answers(of: forecaster, about: try asked.build())
            for (window, answer) in zip(cell.windows, answers) {
                switch answer.finding {
                case .passage(let passage): audit.add(window, passage)
                case .failure(let error): throw error
                case .value, .total: throw BenchmarkError("no first passage")
                }
            }
        }
    }
}

/// The measured capacities of one battery.
private struct BatteryCell {
    static let level = 1.4
    static let history = 30
    static let horizon = 30

    let name: String
    /// In Ah, by measured cycle.
    let capacity: [Double]

    static func read(_ path: String) throws -> [BatteryCell] {
        let folder = try ScratchFolder()
        let store = "\(folder.path)/battery.sqlite"
        var options = ImportOptions()
        options.series = "cell"
        options.variables = ["capacity"]
        _ = try Importer(path: store, options: options).run(path)
        let data = try ObservationStore(path: store).observations()
        return (0..<data.count).map {
            BatteryCell(name: data.names[$0], capacity: Array(data.values[data.rows(of: $0)]))
        }
    }

    /// What was seen from `begin` on, and when the value passes after its last cycle; `nil` for not within the horizon.
    struct Window {
        let cell: String
        let begin: Int
        let seen: [Double]
        let passage: Double?
    }

    var windows: [Window] {
        stride(from: 0, through: capacity.count - Self.history - Self.horizon, by: 1).map { begin in
            let end = begin + Self.history
            let later = Array(capacity[(end - 1)..<(end + Self.horizon)])
            var passage: Double?
            if let first = later.firstIndex(where: { $0 <= Self.level }) {
                passage =
                    first == 0
                    ? 0 : Double(first - 1) + (later[first - 1] - Self.level) / (later[first - 1] - later[first])
            }
            return Window(cell: name, begin: begin, seen: Array(capacity[begin..<end]), passage: passage)
        }
    }
}

/// The least-squares line through a window.
private struct LeastSquaresLine {
    /// When it passes the level after the window's last cycle, within the horizon.
    let passage: Double?

    init(_ seen: [Double]) {
        let middle = Double(seen.count - 1) / 2
        let mean = seen.reduce(0, +) / Double(seen.count)
        var (product, square) = (0.0, 0.0)
        for (k, value) in seen.enumerated() {
            product += (Double(k) - middle) * (value - mean)
            square += (Double(k) - middle) * (Double(k) - middle)
        }
        let slope = product / square
        let time = (BatteryCell.level - mean) / slope - middle
        passage = slope < 0 && time > 0 && time <= Double(BatteryCell.horizon) ? time : nil
    }
}

/// Answers held against what was measured.
private struct BatteryAudit {
    private var errors: [String: [Double]] = [:]
    private var (caught, covered, windows, quiet, alarms, sureAlarms) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    private var width = 0.0
    private var hasWindows = false

    private static var horizon: Double { Double(BatteryCell.horizon) }

    mutating func add(_ window: BatteryCell.Window, _ answer: Double?) {
        guard let truth = window.passage else {
            quiet += 1
            if answer != nil { alarms += 1 }
            return
        }
        // A window that is past the level already asks nothing.
        guard truth > 0 else { return }
        windows += 1
        errors[window.cell, default: []].append(abs((answer ?? Self.horizon) - truth))
        if answer != nil { caught += 1 }
    }

    mutating func add(_ window: BatteryCell.Window, _ answer: FirstPassage) {
        add(window, answer.quantile(0.5))
        hasWindows = true
        let (early, late) = (answer.quantile(0.05), answer.quantile(0.95))
        guard let truth = window.passage else {
            if late != nil { sureAlarms += 1 }
            return
        }
        guard truth > 0 else { return }
        if (early ?? .infinity) <= truth, truth <= (late ?? .infinity) { covered += 1 }
        width += min(late ?? Self.horizon, Self.horizon) - min(early ?? Self.horizon, Self.horizon)
    }

    func write(to part: inout Measurements) {
        let all = errors.values.flatMap(\.self)
        part.numbers["windows_that_cross"] = windows
        part.numbers["windows_without"] = quiet
        part.numbers["timing_error"] = all.reduce(0, +) / windows
        for (cell, some) in errors {
            part.numbers["timing_error_\(cell)"] = some.reduce(0, +) / Double(some.count)
        }
        part.numbers["caught"] = caught / windows
        part.numbers["alarms_by_median"] = alarms
        guard hasWindows else { return }
        part.numbers["coverage_90"] = covered / windows
        part.numbers["window_width"] = width / windows
        part.numbers["alarms_by_whole_window"] = sureAlarms
    }
}
