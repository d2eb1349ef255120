import DifferentialEquations

/// One thing that is measured.
struct Workload: Sendable {
    /// The word on the command line.
    let name: String
    /// What is measured, in a line.
    let summary: String
    /// The folder of the inputs, seen from the package's root, where `--data` names no other.
    let data: String
    /// What the settings are before the command line is read, where they differ from the usual.
    var prepare: @Sendable (inout BenchmarkSettings) -> Void = { _ in }
    /// Does the work and says what came of it.
    let run: @Sendable (BenchmarkSettings) throws -> Measurements

    /// Every workload, in the order of the help.
    static let all: [Workload] = [
        .spiralStep, .wideField, .encoder, .solveRows, .importRows, .scanRows, .fitEpoch, .forecastSeries, .allocations,
        .liver, .carbonDioxide, .workPrecision, .figure3, .likelihoodCoverage, .heldOutEvents,
    ]
}

/// What the command line says to a workload.
struct BenchmarkSettings: Sendable {
    var data = ""
    var threads = 1
    var iterations: Int?
    var rows = 2_000_000
    var seed: UInt64 = 0
    var relativeTolerance = 1e-7
    var absoluteTolerance = 1e-9
    var gradient = GradientMethod.discrete
    /// Series of w1, from the first on.
    var series = 1000
    var batch: Int?
    var timeScale = 1.0
    var weightScale = 1.0
    /// Whether the share of the peak is wanted, which takes a moment to measure.
    var measuresPeak = true
    /// Whether w1's gradient is held against one in double precision, which takes memory and a moment.
    var comparesGradient = false
    /// Rows solved side by side.
    var blockRows: Int?
    var problem: String?
}

/// The figures of one run, by name.
struct Measurements {
    /// Whole numbers and fractions.
    var numbers: [String: Double] = [:]
    /// Words.
    var texts: [String: String] = [:]
    /// Series of figures; `nil` where a run of the series failed.
    var lists: [String: [Double?]] = [:]
    /// Where the workload measures several things: one line for each, in place of this one.
    var parts: [Measurements] = []

    /// Adds the median, least and greatest of `durations`, and the median of the processor's time.
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
