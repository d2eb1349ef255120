import DifferentialEquations

/// A measurement that can be run by name.
struct Workload: Sendable {
    /// The name on the command line.
    let name: String
    /// What is measured, in one line of the help.
    let summary: String
    /// The default folder of the inputs, relative to the root of the package.
    let data: String
    /// Changes the default settings before the command line is read.
    var prepare: @Sendable (inout BenchmarkSettings) -> Void = { _ in }
    /// Does the work and returns its figures.
    let run: @Sendable (BenchmarkSettings) throws -> Measurements

    /// Every workload, in the order of the help.
    static let all: [Workload] = [
        .spiralStep, .wideField, .encoder, .solveRows, .importRows, .scanRows, .fitEpoch, .forecastSeries, .backtest,
        .allocations,
        .liver, .carbonDioxide, .rivals, .hopper, .seasons, .workPrecision, .figure3, .likelihoodCoverage,
        .heldOutEvents, .intensiveCare, .stateSpace, .stateSpaceAccuracy, .batteries,
        .firstPassage, .scoreboard,
    ]
}

/// The options of a workload.
struct BenchmarkSettings: Sendable {
    var data = ""
    var threads = 1
    var iterations: Int?
    var rows = 2_000_000
    var seed: UInt64 = 0
    var relativeTolerance = 1e-7
    var absoluteTolerance = 1e-9
    var gradient = GradientMethod.discrete
    /// The number of series of w1.
    var series = 1000
    var batch: Int?
    var timeScale = 1.0
    var weightScale = 1.0
    /// Whether to measure the peak rate, about a second.
    var measuresPeak = true
    /// Whether to compare w1's gradient with one in double precision.
    var comparesGradient = false
    /// Rows a block.
    var blockRows: Int?
    var problem: String?
    /// The kind of forecaster.
    var kind = "regression"
    /// Random features of a regression.
    var features = 0
    /// The folder of the scoreboard's cases; `nil` for none.
    var cases: String?
    /// Names of the scoreboard's data sets; `nil` for all.
    var only: [String]?
    /// Names of the scoreboard's kinds; `nil` for all.
    var kinds: [String]?
    /// Splits of each of the scoreboard's data sets; `nil` for its own number.
    var seeds: Int?
    /// Prints a part of a long workload as soon as it is there.
    var tell: @Sendable (Measurements) throws -> Void = { _ in }
}

/// The figures of one run, by name.
struct Measurements {
    /// Whole numbers and fractions.
    var numbers: [String: Double] = [:]
    /// Texts.
    var texts: [String: String] = [:]
    /// Lists of figures; `nil` where a run failed.
    var lists: [String: [Double?]] = [:]
    /// Tables: figures by name of each of several rows, by name.
    var tables: [String: [String: [String: Double]]] = [:]
    /// The parts of a workload that prints several lines, one for each, instead of its own.
    var parts: [Measurements] = []

    /// Adds the median, least and greatest of `durations`, and the median and least of their processor times.
    mutating func add(_ durations: [Duration]) {
        add(seconds: durations.map(\.wall))
        let processor = durations.map(\.processor).sorted()
        numbers["cpu_seconds_median"] = processor[processor.count / 2]
        numbers["cpu_seconds_min"] = processor.first
    }

    /// Adds the median, least and greatest of `seconds`.
    mutating func add(seconds: [Double]) {
        let sorted = seconds.sorted()
        numbers["seconds_median"] = sorted[sorted.count / 2]
        numbers["seconds_min"] = sorted.first
        numbers["seconds_max"] = sorted.last
        numbers["iterations"] = Double(sorted.count)
    }
}
