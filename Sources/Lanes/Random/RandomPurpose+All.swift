extension RandomPurpose {
    /// Every purpose there is. A new one is one constant below and one line here; a test holds the blocks apart.
    package static let all: [RandomPurpose] = [
        initialValues,
        trainingDraws, episodeWindows, episodeOrder, validationSplit, noiseEvidence, heldOutDraws, forecastDraws,
        sampledNoise, sampledNoiseOfWideData, ruleSamples, rulePaths, randomFeatures, regressionPaths, processPaths,
        trainingRows, pathBridges, hiddenSeries, poolMembers, levelsOfAtoms, backtestSeries, backtestTransforms,
        eventTrainingDraws, eventCutoffs, eventOrder, eventValidationSplit, importanceDraws,
        freeStream, parameterDraws, latentDraws, eventFutures, eventHoldOut, eventSimulation, resampledEvents,
        gradientCheck, encoderWorkload, circles, liverHoldOut,
    ]

    /// Epochs of trainings: no training has more.
    private static let epochs: ClosedRange<UInt32> = 0...0xDFFF_FFFF

    // MARK: Models of values. `series` is the key of a series' name.

    /// First weights: `series` the parameter array, `index` the element.
    package static let initialValues = RandomPurpose(
        "initial weights", [.values, .events], epochs: 0xFFFF_FFFF...0xFFFF_FFFF, samples: 0...0)
    /// Posterior draws of a training: `sample` the draw, `index` 4096 · (turn of the series) + latent feature.
    package static let trainingDraws = RandomPurpose(
        "posterior draws in training", [.values], epochs: epochs, samples: 0...0x7FFF_FFFF, indices: 0...0xFFFF_FFFE)
    /// Windows and hidden points of a training's episodes: `sample` the turn of the series, `index` the draw.
    package static let episodeWindows = RandomPurpose(
        "windows of episodes", [.values], epochs: epochs, samples: 0x8000_0000...0xFFFF_FFFF)
    /// The order of a training's episodes.
    package static let episodeOrder = permutation("order of episodes", [.values], epochs: epochs, stream: 1)
    /// Which series validate.
    package static let validationSplit = permutation(
        "series kept for validation", [.values], epochs: 0xFFFF_FFFE...0xFFFF_FFFE, stream: 2)
    /// Posterior draws under which the noise of each channel is found; words as in `trainingDraws`.
    package static let noiseEvidence = RandomPurpose(
        "posterior draws for the noise", [.values], epochs: 0xFFFF_FE00...0xFFFF_FE00)
    /// Posterior draws of held-out log likelihoods; words as in `trainingDraws`.
    package static let heldOutDraws = RandomPurpose(
        "posterior draws of held-out series", [.values], epochs: 0xFFFF_FFF0...0xFFFF_FFF0)
    /// Posterior draws of forecasts; words as in `trainingDraws`.
    package static let forecastDraws = RandomPurpose(
        "posterior draws of forecasts", [.values], epochs: 0xFFFF_FF00...0xFFFF_FF00)
    /// Observation noise of sampled values: `epoch` 2 · channel, `series` combined with the sample, then the bits of the time.
    package static let sampledNoise = RandomPurpose(
        "noise of sampled values", [.values], epochs: 0xFFFF_FF01...0xFFFF_FFFD, epochStride: 2)
    /// The same of channels from `channelsOfSampledNoise` on: `epoch` counts from there.
    package static let sampledNoiseOfWideData = RandomPurpose(
        "noise of sampled values, channels from 127 on", [.values], epochs: 0xF000_0000...0xFFFE_FFFF)
    /// Probabilities of the paths sampled from a simple rule: `sample` the path, `index` the channel.
    package static let ruleSamples = RandomPurpose(
        "samples of simple rules", [.values], epochs: 0xFFFF_FF04...0xFFFF_FF04)
    /// Sample paths of a simple rule; words as in `regressionPaths`.
    package static let rulePaths = RandomPurpose(
        "sample paths of a simple rule", [.values], epochs: 0xFFFF_FF60...0xFFFF_FF64, epochStride: 2)
    /// Random features of a regression: `series` the feature, `index` 0 its phase, then its direction.
    package static let randomFeatures = RandomPurpose(
        "random features", [.values], epochs: 0xFFFF_FF16...0xFFFF_FF16)
    /// Sample paths of a regression: `epoch` 0 noise, 2 between knots, 4 behind the knots; `sample` the path, or the bits of a time.
    package static let regressionPaths = RandomPurpose(
        "sample paths of a regression", [.values], epochs: 0xFFFF_FF18...0xFFFF_FF1C, epochStride: 2)
    /// Rows that a state-space model is learned from: `epoch` 2 · channel, and 1 more within a history.
    package static let trainingRows = permutation(
        "rows a state space is learned from", [.values], epochs: 0...0x1FF, stream: 3)
    /// Paths of a state-space model: `series` the key and `index` a hash of component, gap and place, `sample` the path.
    package static let pathBridges = RandomPurpose(
        "bridges of sampled paths", [.values], epochs: 0xFFFF_FF06...0xFFFF_FF06)
    /// Paths drawn from a state-space model: `sample` the path, `index` the number of the draw.
    package static let processPaths = RandomPurpose(
        "paths of a state-space model", [.values], epochs: 0xFFFF_FF08...0xFFFF_FF08)
    /// Which series are hidden from fits that are compared: `series` the key.
    package static let hiddenSeries = RandomPurpose(
        "series hidden from fits", [.values], epochs: 0xFFFF_FF20...0xFFFF_FF20)
    /// Which member of a pool gives a path: `sample` the path.
    package static let poolMembers = RandomPurpose(
        "members of a pool", [.values], epochs: 0xFFFF_FF22...0xFFFF_FF22)
    /// Levels of values on atoms: `sample` from the bits of a time, `index` the path or the variable.
    package static let levelsOfAtoms = RandomPurpose(
        "levels of values on atoms", [.values], epochs: 0xFFFF_FF24...0xFFFF_FF24)
    /// Which series a backtest holds out: `series` the key.
    package static let backtestSeries = RandomPurpose(
        "series held out of a backtest's fits", [.values], epochs: 0xFFFF_FF40...0xFFFF_FF40)
    /// Where transforms of values at an atom lie: `series` the key, `sample` and `index` hashes of cutoff, time and variable.
    package static let backtestTransforms = RandomPurpose(
        "transforms at atoms", [.values], epochs: 0xFFFF_FF42...0xFFFF_FF42)
    /// Channels that `sampledNoise` has room for.
    package static let channelsOfSampledNoise = 127

    // MARK: Point processes. Streams of numbers, drawn one after the other, have epochs from 0xE000_0000 on.

    /// Posterior draws of a training: `series` the piece, `index` the latent feature.
    package static let eventTrainingDraws = RandomPurpose(
        "posterior draws in training of a latent intensity", [.events], epochs: epochs, samples: 1...1,
        indices: 0...0xFFFF_FFFE)
    /// Up to where the encoder reads in training: `series` the piece, `index` 0 and 1.
    package static let eventCutoffs = RandomPurpose(
        "cutoffs in training of a latent intensity", [.events], epochs: epochs, samples: 0xF000_0000...0xF000_0000)
    /// The order of a training's pieces.
    package static let eventOrder = permutation("order of pieces", [.events], epochs: epochs, stream: 6)
    /// Which pieces validate.
    package static let eventValidationSplit = permutation(
        "pieces kept for validation", [.events], epochs: 0xFFFF_FFFE...0xFFFF_FFFE, stream: 5)
    /// Posterior draws of the importance-weighted bound: `series` the piece, `sample` the draw, `index` the latent feature.
    package static let importanceDraws = RandomPurpose(
        "draws of the importance-weighted bound", [.events], epochs: 0xFFFF_0000...0xFFFF_0000)
    /// Streams that callers number themselves.
    package static let freeStream = stream("a caller's stream", series: 0...0x0FFF_FFFF, samples: 0...0xAFFF_FFFF)
    /// Parameters drawn from their uncertainty: `sample` the draw.
    package static let parameterDraws = stream("draws of parameters", series: 0x1000_0000...0x1000_0000)
    /// Latent states of forecasts: `series` the piece, `sample` the draw.
    package static let latentDraws = stream("draws of latent states", series: 0x2000_0000...0x2FFF_FFFF)
    /// Simulated futures: `sample` the draw.
    package static let eventFutures = stream("simulated futures", series: 0x3000_0000...0x3000_0000)
    /// Which series of events are held out.
    package static let eventHoldOut = stream("series of events held out", series: 0x4000_0000...0x4000_0000)
    /// Simulated sequences: `sample` the sequence.
    package static let eventSimulation = stream("simulated sequences", series: 0x5000_0000...0x5000_0000)
    /// How often each event counts in a member of the ensemble: `series` the piece, `sample` the member.
    package static let resampledEvents = stream(
        "resampled events", series: 0...0x0FFF_FFFF, samples: 0xB000_0000...0xFFFF_FFFF)

    // MARK: Workbenches, each with a seed of its own.

    /// Cotangents of the gradient check: `epoch` the output, `series` the element.
    package static let gradientCheck = RandomPurpose("gradient check", [.workbench], epochs: 0...0x0FFF_FFFF)
    /// Series of the encoder's workload: `epoch` the step, `series` the series, `index` the number.
    package static let encoderWorkload = RandomPurpose("encoder workload", [.workbench], epochs: 0...0x0FFF_FFFF)
    /// Points of the disc and the ring around it: `series` the point.
    package static let circles = RandomPurpose("disc and ring", [.workbench], epochs: 1...1)
    /// Series of the liver data that are held out.
    package static let liverHoldOut = permutation("liver series held out", [.workbench], epochs: 0...0, stream: 0)

    private static func permutation(
        _ name: String, _ families: Set<Family>, epochs: ClosedRange<UInt32>, stream: UInt32
    ) -> RandomPurpose {
        RandomPurpose(
            name, families, epochs: epochs, samples: stream...stream, indices: UInt32.max...UInt32.max)
    }

    private static func stream(
        _ name: String, series: ClosedRange<UInt32>, samples: ClosedRange<UInt32> = 0...UInt32.max
    ) -> RandomPurpose {
        RandomPurpose(name, [.events], epochs: 0xE000_0000...0xEFFF_FFFF, series: series, samples: samples)
    }
}
