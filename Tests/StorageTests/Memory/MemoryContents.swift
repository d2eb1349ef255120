import Storage
import TimeSeries

/// What a store in memory holds: a value, so that a transaction is a copy.
struct MemoryContents {
    struct Key: Hashable {
        var series: Int64
        var variable: Int64
        var time: Moment
    }

    struct StoredEvent: Hashable {
        var series: Int64
        var time: Moment
        var mark: String
    }

    struct StaticKey: Hashable {
        var series: Int64
        var variable: Int64
    }

    var timeStyle: TimeStyle?
    var series: [String] = []
    var variables: [String] = []
    var units: [String: String] = [:]
    var observations: [Key: MeasuredValue] = [:]
    var events: Set<StoredEvent> = []
    var windows: [Int64: [ExposureWindow]] = [:]
    var statics: [StaticKey: SQLValue] = [:]
    var imports: [ImportRecord] = []
    var rejects: [Int64: [RejectedRow]] = [:]
    var models: [String: StoredModel] = [:]
    var lastModel: Int64 = 0
    var checkpoints: [String: StoredCheckpoint] = [:]
    var forecasts: [Int64: StoredForecast] = [:]
    var lastForecast: Int64 = 0
    var backtests: [Int64: StoredBacktest] = [:]
    var lastBacktest: Int64 = 0
    /// Parts of the work of backtests, by their number, then model and part.
    var backtestParts: [Int64: [[Int]: [UInt8]]] = [:]

    /// The number of `name` in `list`, from 1; a new name is appended.
    static func number(_ name: String, in list: inout [String]) -> Int64 {
        if let index = list.firstIndex(of: name) { return Int64(index + 1) }
        list.append(name)
        return Int64(list.count)
    }
}
