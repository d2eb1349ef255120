import StateSpace

/// What a forecaster knows of channels of one series that share a process: a single channel, or all of coupled ones.
struct ProcessPart {
    /// Models of the channels: their scales, tails and doubts; `(channels)`.
    let channels: [ChannelModel]
    /// The process of all of them together, in scaled values.
    let model: LinearModel
    /// What is seen, with the weights that keep wrong readings from mattering.
    let rows: ObservationRows

    /// - Parameters:
    ///   - histories: times since `origin` in the model's unit, values in the data's units, `(channels)`.
    init(_ channels: [ChannelModel], _ model: LinearModel, _ histories: [ChannelHistory]) {
        self.channels = channels
        self.model = model
        var rows = ObservationRows(channels, histories)
        rows.weights =
            model.screened(
                rows, degrees: channels.map { $0.degrees ?? .infinity }, limit: ChannelModel.outlierLimit
            ).weights
        self.rows = rows
    }

    /// Means and variances of the process without noise at `times`, ascending, channel by channel, `(channels · times)`.
    ///
    /// - Parameter isForecast: whether no time is before the last row.
    func process(at times: [Double], isForecast: Bool) -> ProcessDistribution {
        let points = points(times)
        guard isForecast else { return model.posterior(given: rows, at: points) }
        var found = model.forecast(from: model.filterState(after: rows), at: points)
        for (channel, one) in channels.enumerated() {
            guard let doubt = one.doubt else { continue }
            let begin = (rows.times.last ?? rows.origin) + doubt.after
            let state = doubt.process.initialState(origin: begin)
            for (index, time) in times.enumerated() where time > begin {
                let added = doubt.process.forecast(from: state, at: [ProcessPoint(time: time)])
                found.variances[channel * times.count + index] += added.variances[0]
            }
        }
        return found
    }

    /// Draws of the same, `(channels · times)(count)`.
    ///
    /// - Parameter normal: a standard normal number of the process, or of the doubt about a channel.
    func draws(
        at times: [Double], isForecast: Bool, count: Int,
        normal: (_ doubted: Int?, _ place: UInt64, _ element: Int, _ draw: Int) -> Double
    ) -> [[Double]] {
        var found = model.draws(given: rows, at: points(times), isForecast: isForecast, count: count) {
            normal(nil, $0, $1, $2)
        }
        guard isForecast else { return found }
        for (channel, one) in channels.enumerated() {
            guard let doubt = one.doubt else { continue }
            let begin = (rows.times.last ?? rows.origin) + doubt.after
            let late = times.indices.filter { times[$0] > begin }
            let nothing = ObservationRows(times: [], channels: [], values: [], origin: begin)
            let added = doubt.process.draws(
                given: nothing, at: late.map { ProcessPoint(time: times[$0]) }, isForecast: true, count: count
            ) { normal(channel, $0, $1, $2) }
            for (index, values) in zip(late, added) {
                for draw in 0..<count { found[channel * times.count + index][draw] += values[draw] }
            }
        }
        return found
    }

    private func points(_ times: [Double]) -> [ProcessPoint] {
        channels.indices.flatMap { channel in times.map { ProcessPoint(time: $0, channel: channel) } }
    }
}

extension ObservationRows {
    /// The readings of several channels in order of time, scaled, with the variances of the errors that came with them.
    ///
    /// - Parameter histories: times since the origin 0, ascending, `(channels)`.
    init(_ channels: [ChannelModel], _ histories: [ChannelHistory]) {
        var all: [(time: Double, channel: Int, value: Double, variance: Double)] = []
        for (channel, history) in histories.enumerated() {
            let scale = channels[channel].scale
            let variances = scale.errorVariances(history)
            for index in history.times.indices {
                all.append(
                    (
                        history.times[index], channel, scale.scaled(history.values[index]),
                        variances.isEmpty ? 0 : variances[index]
                    ))
            }
        }
        if histories.count > 1 { all.sort { ($0.time, $0.channel) < ($1.time, $1.channel) } }
        let hasErrors = histories.contains { !$0.errors.isEmpty }
        self.init(
            times: all.map(\.time), channels: all.map(\.channel), values: all.map(\.value),
            errorVariances: hasErrors ? all.map(\.variance) : [], origin: 0)
    }
}
