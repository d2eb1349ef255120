import Crew
import DifferentialEquations
import Lanes

extension LatentODETrainer {
    /// Draws of the latent path for each episode.
    private static let noiseDraws = 64
    /// Most hidden values used, all channels together.
    private static let mostNoiseCells = 40_000

    /// The noise of each channel under which the hidden values of the validation series are most probable, given the weights
    /// `parameters`. A series that the solver cannot follow gives no evidence.
    func channelNoise(_ parameters: [Float]) -> [ChannelNoise] {
        // The end of a series that also trained is weak evidence, and it chose the epoch: it may widen the noise, not narrow it.
        let trainedOnSame = validation.contains { !sampler.ranges[$0.series].isEmpty }
        return zip(noiseEvidence(parameters), scaling.channels).map { evidence, channel in
            var noise = ChannelNoise(
                evidence, among: settings.likelihood.candidates, transform: channel.transform)
            if trainedOnSame { noise.factor = max(noise.factor, 1) }
            return noise
        }
    }

    /// Episodes whose hidden values are the evidence: the later parts, as for the choice of the epoch; and of series that did not
    /// train every other point as well, so that the noise of interpolations counts.
    private var noiseEpisodes: [Episode] {
        var found = validation
        for episode in validation where sampler.ranges[episode.series].isEmpty && episode.points.count >= 4 {
            var between = episode
            between.history = episode.points.enumerated().filter {
                $0.offset % 2 == 0 || $0.element == episode.points.upperBound - 1
            }.map(\.element)
            found.append(between)
        }
        let cells = found.reduce(0) { sum, episode in
            sum + hiddenPoints(episode).reduce(0) { $0 + series[episode.series].cells($1).count }
        }
        let step = max(1, (cells + Self.mostNoiseCells - 1) / Self.mostNoiseCells)
        return found.enumerated().filter { $0.offset % step == 0 }.map(\.element).enumerated().sorted {
            ($0.element.times.count, $1.offset) > ($1.element.times.count, $0.offset)
        }.map(\.element)
    }

    private func hiddenPoints(_ episode: Episode) -> [Int] {
        let seen = Set(episode.history)
        return episode.points.filter { !seen.contains($0) }
    }

    /// The evidence for each channel's noise under the weights `parameters`.
    func noiseEvidence(_ parameters: [Float]) -> [NoiseEvidence] {
        let episodes = noiseEpisodes
        let blockCount = (episodes.count + blockRows - 1) / blockRows
        var parts = [[NoiseEvidence]](repeating: [], count: blockCount)
        parts.withUnsafeMutableBufferPointer { parts in
            nonisolated(unsafe) let slots = parts
            parameters.withUnsafeBufferPointer { parameters in
                guard let first = parameters.baseAddress else { return }
                nonisolated(unsafe) let weights = first
                runner.crew.perform(blockCount) { index, thread in
                    let part = episodes[index * blockRows..<min((index + 1) * blockRows, episodes.count)]
                    slots[index] = self.solvableEvidence(Array(part), runner.engines[thread], weights)
                }
            }
        }
        return merged(parts)
    }

    private func merged(_ parts: [[NoiseEvidence]]) -> [NoiseEvidence] {
        var whole = [NoiseEvidence](repeating: NoiseEvidence(), count: shape.channels)
        for part in parts {
            for channel in whole.indices { whole[channel].append(part[channel]) }
        }
        return whole
    }

    /// The evidence of one block's episodes. Where the solver gives up on one, each is asked for by itself, and those that fail
    /// alone are left out: no other series loses its evidence.
    private func solvableEvidence(
        _ episodes: [Episode], _ engine: LatentODEEngine<Float>, _ parameters: UnsafePointer<Float>
    ) -> [NoiseEvidence] {
        do throws(SolverError) {
            return try evidence(episodes, engine, parameters)
        } catch {
            guard episodes.count > 1 else { return merged([]) }
            return merged(episodes.map { solvableEvidence([$0], engine, parameters) })
        }
    }

    /// What the draws say of the hidden values of one block's episodes, by channel.
    private func evidence(
        _ episodes: [Episode], _ engine: LatentODEEngine<Float>, _ parameters: UnsafePointer<Float>
    ) throws(SolverError) -> [NoiseEvidence] {
        let draws = Self.noiseDraws
        let channels = shape.channels
        var found = [NoiseEvidence](repeating: NoiseEvidence(), count: channels)
        // Where the draws of an output, row and channel go; -1 for what is not hidden.
        let outputs = episodes.map(\.times.count).max() ?? 0
        var places = [Int](repeating: -1, count: outputs * episodes.count * channels)
        for (row, episode) in episodes.enumerated() {
            let data = series[episode.series]
            for point in hiddenPoints(episode) {
                let output = point - episode.points.lowerBound
                for cell in data.cells(point) {
                    let channel = Int(data.channels[cell])
                    places[(output * episodes.count + row) * channels + channel] = found[channel].targets.count
                    found[channel].targets.append(Double(data.values[cell]))
                }
            }
        }
        for channel in 0..<channels {
            found[channel].locations = Array(repeating: 0, count: found[channel].targets.count * draws)
            found[channel].scales = found[channel].locations
        }
        let block = EpisodeBlock<Float>(shape: shape, capacity: blockRows)
        block.fill(
            episodes, series: series, scaling: scaling, samples: draws, draws: .noiseEvidence,
            random: Philox4x32(seed: settings.seed))
        var outcome = try engine.infer(block, parameters)
        for sample in 0..<draws {
            try engine.solve(block, sample: sample, parameters, recording: false, &outcome)
            engine.predict(block, parameters) { output, lanes, center, scale, stride in
                for row in 0..<min(lanes, block.rows) {
                    for channel in 0..<channels {
                        let place = places[(output * episodes.count + row) * channels + channel]
                        guard place >= 0 else { continue }
                        found[channel].locations[place * draws + sample] = Double(center[channel * stride + row])
                        found[channel].scales[place * draws + sample] = Double(scale[channel * stride + row])
                    }
                }
            }
        }
        return found
    }
}
