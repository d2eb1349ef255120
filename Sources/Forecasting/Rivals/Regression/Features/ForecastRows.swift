/// Summaries of pasts, shared by the rows of all channels: one row of numbers an anchor.
struct AnchorTable: Sendable {
    /// Numbers a row.
    let width: Int
    /// `(anchors, width)`.
    var numbers: [Float] = []
    /// The part that each anchor's series is held out with, where whole series are; else -1.
    var folds: [Int8] = []

    var count: Int { folds.count }
}

/// Targets of one channel, each after an anchor.
struct ForecastRows: DesignRows {
    let features: ForecastFeatures
    let columns: [DesignColumn]
    let table: AnchorTable
    let targets: Targets
    /// Begin and length of the time that is divided into parts where not whole series are held out.
    let span: (begin: Double, length: Double)

    /// The targets' own numbers, by column.
    struct Targets: Sendable {
        /// The anchor of each, ascending.
        var anchors: [Int32] = []
        var leads: [Double] = []
        var times: [Double] = []
        /// In scaled units, without the seasons.
        var values: [Float] = []
        /// Values a season ago less the mean, `(targets, lags)`.
        var lagged: [Float] = []
    }

    var bases: [(name: String, coefficients: [Int: Double])] { features.bases }
    var core: Range<Int> { features.core }
    var count: Int { targets.anchors.count }
    func target(_ row: Int) -> Double { Double(targets.values[row]) }
    func lead(_ row: Int) -> Double { targets.leads[row] }
    func path(_ row: Int) -> (history: Int, time: Double) { (Int(targets.anchors[row]), targets.times[row]) }

    func fold(_ row: Int) -> Int {
        let own = Int(table.folds[Int(targets.anchors[row])])
        return own >= 0 ? own : RidgeFolds.fold(of: targets.times[row], in: span)
    }

    func scaleFeatures(_ row: Int) -> SIMD8<Double> {
        withSummaries(of: row) { features.scaleFeatures($0, lead: targets.leads[row]) }
    }

    func write(_ row: Int, to x: UnsafeMutablePointer<Double>, stride: Int) {
        withSummaries(of: row) { summaries in
            targets.lagged.withUnsafeBufferPointer { lagged in
                // Where there are no lags, none is read.
                let first = lagged.baseAddress.map { $0 + row * features.lags } ?? summaries
                features.write(summaries, lead: targets.leads[row], lagged: first, to: x, stride: stride)
            }
        }
    }

    private func withSummaries<Result>(of row: Int, _ body: (UnsafePointer<Float>) -> Result) -> Result {
        table.numbers.withUnsafeBufferPointer { numbers in
            guard let base = numbers.baseAddress else { preconditionFailure("a target without an anchor") }
            return body(base + Int(targets.anchors[row]) * table.width)
        }
    }
}

/// The parts of which each is held out in turn.
enum RidgeFolds {
    static let count = 5

    /// The part of `time` where contiguous stretches of time are held out.
    static func fold(of time: Double, in span: (begin: Double, length: Double)) -> Int {
        guard span.length > 0 else { return 0 }
        return min(max(Int(Double(count) * (time - span.begin) / span.length), 0), count - 1)
    }
}
