import Lanes

/// A stretch of one series for the model: the points that the encoder reads and the times at which it is scored or asked.
struct Episode: Sendable {
    /// Which prepared series.
    var series: Int
    /// Indices of the points that the encoder reads, ascending.
    var history: [Int]
    /// Time at which the latent path starts, at or before the first point.
    var start: Double
    /// Times at which the state is wanted, ascending, none before `start`.
    var times: [Double]
    /// Indices of the points at those times, in training and validation; empty in forecasts.
    var points: Range<Int>
    /// Distinguishes the random numbers of several episodes of one series.
    var stream: UInt32
}

extension EpisodeBlock {
    /// Writes `episodes` into the lanes; they are in descending order of their number of times.
    ///
    /// - Parameters:
    ///   - draws: what the posterior is drawn for; `nil` for its mean.
    ///   - epoch: the epoch of a training.
    func fill(
        _ episodes: [Episode], series: [PreparedSeries], scaling: DataScaling, samples: Int, draws: RandomPurpose?,
        epoch: UInt32 = 0, random: Philox4x32
    ) {
        reset(
            rows: episodes.count, steps: episodes.map(\.history.count).max() ?? 0,
            outputs: episodes.map(\.times.count).max() ?? 0, samples: samples)
        offsets[0] = 0
        let iterations = episodes.map(\.history.count).max() ?? 0
        for (row, episode) in episodes.enumerated() {
            let data = series[episode.series]
            encoderSteps[row] = episode.history.count
            starts[row] = episode.start
            times += episode.times
            offsets[row + 1] = times.count
            fillExtras(row, episode, data)
            fillInputs(row, episode, data, scaling, iterations)
            fillOutputs(row, episode, data, scaling)
            guard let draws else { continue }
            for sample in 0..<samples {
                for feature in 0..<shape.latent {
                    noise.pointer[(sample * shape.latent + feature) * capacity + row] = Scalar(
                        random.normal(
                            draws, epoch: epoch, series: data.key, sample: UInt32(sample),
                            index: episode.stream &* 4096 &+ UInt32(feature)))
                }
            }
        }
    }

    /// Anchors (the last value seen of each channel), whether there is one, and static covariates.
    private func fillExtras(_ row: Int, _ episode: Episode, _ data: PreparedSeries) {
        let channels = shape.channels
        for (feature, value) in data.statics.enumerated() {
            extras.pointer[feature * capacity + row] = Scalar(value)
        }
        guard shape.isAnchored else { return }
        let isThere = extras.pointer + ((shape.statics + channels) * capacity + row)
        var missing = channels
        var left = episode.history.count
        while missing > 0, left > 0 {
            left -= 1
            for cell in data.cells(episode.history[left]).reversed() {
                let place = Int(data.channels[cell]) * capacity
                guard isThere[place] == 0 else { continue }
                isThere[place] = 1
                anchors.pointer[place + row] = Scalar(data.values[cell])
                missing -= 1
            }
        }
        for channel in 0..<channels {
            extras.pointer[(shape.statics + channel) * capacity + row] = anchors.pointer[channel * capacity + row]
        }
    }

    /// The parts that the encoder reads, latest observation first.
    private func fillInputs(
        _ row: Int, _ episode: Episode, _ data: PreparedSeries, _ scaling: DataScaling, _ iterations: Int
    ) {
        let count = episode.history.count
        let values = layout[.values]?.lowerBound
        let masks = layout[.masks]?.lowerBound
        let hidesValues = shape.eventTimes?.role == .timesOnly
        for (index, point) in episode.history.enumerated() {
            let iteration = iterations - 1 - index
            let base = inputs.pointer + (iteration * layout.features * capacity + row)
            let time = data.times[point]
            historyTimes.append(time)
            for cell in data.cells(point) where !hidesValues {
                let channel = Int(data.channels[cell])
                if let values {
                    base[(values + channel) * capacity] =
                        Scalar(data.values[cell])
                        - (shape.isAnchored ? anchors.pointer[channel * capacity + row] : 0)
                }
                if let masks { base[(masks + channel) * capacity] = 1 }
            }
            if let part = layout[.elapsed] {
                let later = index + 1 < count ? data.times[episode.history[index + 1]] : time
                base[part.lowerBound * capacity] = Scalar(later - time)
            }
            if let part = layout[.sinceStart] { base[part.lowerBound * capacity] = Scalar(time - episode.start) }
            if let part = layout[.season] {
                scaling.seasonal(time) { base[(part.lowerBound + $0) * capacity] = Scalar($1) }
            }
            if let part = layout[.statics] {
                for (feature, value) in data.statics.enumerated() {
                    base[(part.lowerBound + feature) * capacity] = Scalar(value)
                }
            }
        }
        if let part = layout[.channelElapsed] { fillChannelElapsed(row, episode, data, iterations, part) }
    }

    /// For each channel, the time to its next later observation in the history, or to the history's end.
    private func fillChannelElapsed(
        _ row: Int, _ episode: Episode, _ data: PreparedSeries, _ iterations: Int, _ part: Range<Int>
    ) {
        guard let end = episode.history.last else { return }
        let later = observed.pointer
        later.update(repeating: data.times[end], count: shape.channels)
        for (iteration, point) in zip(iterations - episode.history.count..<iterations, episode.history.reversed()) {
            let base = inputs.pointer + (iteration * layout.features * capacity + row)
            let time = data.times[point]
            for channel in 0..<shape.channels {
                base[(part.lowerBound + channel) * capacity] = Scalar(later[channel] - time)
            }
            for cell in data.cells(point) { later[Int(data.channels[cell])] = time }
        }
    }

    /// Seasons, leads and, where the outputs are points, targets and masks.
    private func fillOutputs(_ row: Int, _ episode: Episode, _ data: PreparedSeries, _ scaling: DataScaling) {
        let channels = shape.channels
        // A channel never seen is as uncertain as one seen a whole window ago.
        let unseen = Float(2 * scaling.window)
        // The times of the last observation before an output, then of the next one after it.
        let nearest = observed.pointer
        nearest.update(repeating: -.infinity, count: channels)
        var place = leads.pointer + row
        var next = 0
        for (k, time) in episode.times.enumerated() {
            while next < episode.history.count, data.times[episode.history[next]] <= time {
                let point = episode.history[next]
                for cell in data.cells(point) { nearest[Int(data.channels[cell])] = data.times[point] }
                next += 1
            }
            for channel in 0..<channels {
                place.pointee = Scalar(min(Float(time - nearest[channel]), unseen))
                place += capacity
            }
            scaling.seasonal(time) { seasons.pointer[(k * shape.seasonal + $0) * capacity + row] = Scalar($1) }
        }
        nearest.update(repeating: .infinity, count: channels)
        var last = episode.history.count - 1
        for time in episode.times.reversed() {
            while last >= 0, data.times[episode.history[last]] >= time {
                let point = episode.history[last]
                for cell in data.cells(point) { nearest[Int(data.channels[cell])] = data.times[point] }
                last -= 1
            }
            for channel in (0..<channels).reversed() {
                place -= capacity
                place.pointee = min(place.pointee, Scalar(min(Float(nearest[channel] - time), unseen)))
            }
        }
        for (k, point) in episode.points.enumerated() {
            for cell in data.cells(point) {
                let place = (k * channels + Int(data.channels[cell])) * capacity + row
                targets.pointer[place] = Scalar(data.values[cell])
                masks.pointer[place] = 1
            }
        }
    }
}
