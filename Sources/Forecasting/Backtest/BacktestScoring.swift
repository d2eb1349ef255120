import Lanes
import TimeSeries

/// Asks a forecaster for the points of a backtest and scores what it says.
struct BacktestScoring {
    let targets: BacktestTargets
    let plan: BacktestPlan
    private let forecaster: any Forecaster
    /// Channel of the forecaster for each variable of the data; `nil` where it does not know it.
    private let channels: [Int?]
    /// All levels that are asked for, ascending.
    private let asked: [Double]
    /// Places of the kept levels, and of the even ones, among them.
    private let kept: [Int]
    private let even: [Int]
    private let random: Philox4x32

    /// Origins, and times, that one call of the forecaster takes: few enough that a cancellation is heard soon.
    private static let callOrigins = 16
    private static let callTimes = 4096

    init(_ forecaster: any Forecaster, _ targets: BacktestTargets, _ plan: BacktestPlan) {
        self.forecaster = forecaster
        self.targets = targets
        self.plan = plan
        channels = targets.collection.variables.map { forecaster.variables.firstIndex(of: $0) }
        let asked = BacktestPlan.union(BacktestPlan.evenLevels + plan.levels)
        self.asked = asked
        kept = plan.levels.map { BacktestPlan.place(of: $0, in: asked) }
        even = BacktestPlan.evenLevels.map { BacktestPlan.place(of: $0, in: asked) }
        random = Philox4x32(seed: plan.seed)
    }

    /// The columns of the points of `origins`.
    ///
    /// - Throws: `CancellationError` where it was cancelled; what the forecaster throws of all questions.
    func columns(_ origins: Range<Int>, isCancelled: () -> Bool) throws -> BacktestColumns {
        let points = targets.offsets[origins.lowerBound]..<targets.offsets[origins.upperBound]
        let joints = targets.jointOffsets[origins.lowerBound]..<targets.jointOffsets[origins.upperBound]
        var columns = BacktestColumns(points: points.count, joints: joints.count, levels: kept.count)
        var options = PredictionOptions()
        options.quantiles = asked
        options.draws = plan.draws
        options.samples = joints.isEmpty || plan.draws < 2 ? 0 : min(BacktestPlan.mostSamples, plan.draws)
        options.seed = plan.seed
        var requests: [PredictionRequest] = []
        var places: [Int] = []
        var times = 0
        func answer() throws {
            if requests.isEmpty { return }
            if isCancelled() { throw CancellationError() }
            let said = try forecaster.predict(targets.collection, requests, kind: .forecast, options: options)
            for (origin, prediction) in zip(places, said) {
                add(prediction, origin, points.lowerBound, joints.lowerBound, &columns)
            }
            requests = []
            places = []
            times = 0
        }
        for origin in origins {
            guard let request = request(origin) else { continue }
            requests.append(request)
            places.append(origin)
            times += request.times.count
            if requests.count == Self.callOrigins || times >= Self.callTimes { try answer() }
        }
        try answer()
        return columns
    }

    /// The times of an origin at which anything is observed that the forecaster knows; `nil` where it has seen nothing, or nothing comes.
    private func request(_ index: Int) -> PredictionRequest? {
        let origin = targets.origins[index]
        let data = targets.collection
        var times: [Moment] = []
        for point in targets.offsets[index]..<targets.offsets[index + 1] {
            let time = targets.time(of: point)
            if channels[targets.variable(of: point)] != nil, times.last != time { times.append(time) }
        }
        guard !times.isEmpty else { return nil }
        let isSeen = data.rows(of: origin.series).contains { row in
            data.times[row] <= origin.cutoff && channels[Int(data.variableIndices[row])] != nil
        }
        return isSeen ? PredictionRequest(series: origin.series, times: times, asOf: origin.cutoff) : nil
    }

    private func add(
        _ said: SeriesPrediction, _ index: Int, _ firstPoint: Int, _ firstJoint: Int, _ columns: inout BacktestColumns
    ) {
        if let failure = said.failure {
            columns.noteFailure("\(failure)")
            return
        }
        var k = 0
        /// The time of each point among those that were asked for.
        var cells: [Int?] = []
        let begin = targets.offsets[index]
        for point in begin..<targets.offsets[index + 1] {
            guard let channel = channels[targets.variable(of: point)] else {
                cells.append(nil)
                continue
            }
            let time = targets.time(of: point)
            while said.times[k] < time { k += 1 }
            let cell = k * said.variables.count + channel
            cells.append(cell)
            add(said, cell, point, at: point - firstPoint, &columns)
        }
        guard said.samples.count > 0 else { return }
        for joint in targets.jointOffsets[index]..<targets.jointOffsets[index + 1] {
            let points = targets.joints[joint]
            let own = points.compactMap { cells[$0 - begin] }
            guard own.count == points.count else { continue }
            columns.energies[joint - firstJoint] = energy(said, own, points)
        }
    }

    private func add(
        _ said: SeriesPrediction, _ cell: Int, _ point: Int, at place: Int, _ columns: inout BacktestColumns
    ) {
        var quantiles = Array(said.quantiles[cell * asked.count..<(cell + 1) * asked.count])
        guard said.means[cell].isFinite, said.deviations[cell].isFinite, quantiles.allSatisfy(\.isFinite) else {
            columns.noteFailure("the numbers of a forecast are not finite")
            return
        }
        // Against rounding of neighbouring levels.
        for index in quantiles.indices.dropFirst() { quantiles[index] = max(quantiles[index], quantiles[index - 1]) }
        let observed = targets.observed(point)
        var loss = 0.0
        for index in even {
            loss += Score.pinball(quantiles[index], level: asked[index], observed: observed)
        }
        let curve = QuantileCurve(levels: asked, quantiles: quantiles)
        let logDensity = curve.logDensity(
            at: observed, resolution: targets.resolutions[targets.variable(of: point)])
        let (below, upTo) = curve.probabilities(at: observed)
        let transform = below < upTo ? below + uniform(point) * (upTo - below) : upTo
        guard loss.isFinite, logDensity.isFinite, transform.isFinite else {
            columns.noteFailure("a score is beyond the range of numbers")
            return
        }
        columns.means[place] = said.means[cell]
        columns.deviations[place] = said.deviations[cell]
        columns.rankedScores[place] = 2 * loss / Double(even.count)
        columns.logScores[place] = -logDensity
        columns.transforms[place] = transform
        for (index, level) in kept.enumerated() { columns.quantiles[place * kept.count + index] = quantiles[level] }
    }

    /// The energy score of a joint time, each variable divided by its scale.
    private func energy(_ said: SeriesPrediction, _ cells: [Int], _ points: Range<Int>) -> Double {
        let draws = said.samples.count / max(said.times.count * said.variables.count, 1)
        let scales = points.map { targets.scales[targets.variable(of: $0)] }
        var sample: [Double] = []
        sample.reserveCapacity(draws * cells.count)
        for draw in 0..<draws {
            for (index, cell) in cells.enumerated() { sample.append(said.samples[cell * draws + draw] / scales[index]) }
        }
        let observed = points.enumerated().map { targets.observed($1) / scales[$0] }
        let energy = Score.energy(sample: sample, observed: observed, isFair: true)
        return energy.isFinite ? energy : .nan
    }

    /// A number between 0 and 1 for a point, by series, cutoff, time and variable alone.
    private func uniform(_ point: Int) -> Double {
        let row = Int(targets.rows[point])
        let data = targets.collection
        let series = data.offsets.partitionPoint { $0 > row } - 1
        let origin = targets.offsets.partitionPoint { $0 > point } - 1
        let place = targets.time(of: point).bits ^ UInt64(seriesKey(data.variables[targets.variable(of: point)]))
        return random.uniform(
            .backtestTransforms, series: seriesKey(data.names[series]),
            sample: Self.folded(targets.origins[origin].cutoff.bits), index: Self.folded(place))
    }

    private static func folded(_ bits: UInt64) -> UInt32 {
        let mixed = (bits ^ (bits >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }
}

extension Moment {
    fileprivate var bits: UInt64 {
        switch self {
        case .calendar(let microseconds): UInt64(bitPattern: microseconds)
        case .numeric(let number): number.bitPattern
        }
    }
}
