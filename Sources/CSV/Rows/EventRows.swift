import Storage
import TimeSeries

/// Reads rows that are events, or windows of exposure in which none need have happened, and stores them.
struct EventRows {
    private let sink: any ImportSink
    private let plan: ImportPlan
    private var exposures: ExposureRows
    private var moment: Moment?
    private var window: ExposureWindow?
    /// Whether the row stored last brought something new.
    private(set) var isNew = false

    init(_ sink: any ImportSink, _ plan: ImportPlan) {
        self.sink = sink
        self.plan = plan
        exposures = ExposureRows(sink)
    }

    /// Reads time and window of a record; returns why they are bad, if they are.
    mutating func read(_ reader: CSVReader, _ fields: inout RowFields) -> String? {
        var place = plan.time
        moment = nil
        window = nil
        do throws(TimeError) {
            switch plan.window {
            case .none: break
            case .fixed(let fixed): window = fixed
            case .columns(let from, let to):
                place = from
                let start = try fields.time(reader, from)
                place = to
                let end = try fields.time(reader, to)
                guard start < end else { return "the window from \(start) to \(end) does not go forward" }
                window = ExposureWindow(start: start, end: end)
            }
            place = plan.time
            if window == nil || !fields.isMissing(reader, plan.time) { moment = try fields.time(reader, plan.time) }
        } catch {
            let name = place == plan.time ? "time" : plan.columns[place]
            return "\(name) '\(RowFields.short(reader, place))' \(error)"
        }
        return nil
    }

    /// Stores what was read; returns why it is bad, if it contradicts the windows.
    mutating func store(series: Int64, mark: String, _ report: inout ImportReport) throws(StoreError) -> String? {
        isNew = false
        if let moment, let window, moment < window.start || moment > window.end {
            return "time \(moment) lies outside the window from \(window.start) to \(window.end)"
        }
        if let window {
            switch try exposures.take(window, series: series) {
            case .known: break
            case .new:
                isNew = true
                report.windowsStored += 1
            case .overlaps(let other):
                return "the window from \(window.start) to \(window.end) overlaps that from \(other.start) to "
                    + "\(other.end), already known of the series"
            }
        } else if let moment, try !exposures.admits(moment, series: series) {
            return "time \(moment) lies outside every window already known of the series"
        }
        if let moment, try sink.addEvent(series: series, at: moment, mark: mark) {
            isNew = true
            report.observationsStored += 1
        }
        return nil
    }
}
