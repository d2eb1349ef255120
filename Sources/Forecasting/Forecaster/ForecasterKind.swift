import TimeSeries

/// A kind of forecaster: how it is named, asked for, fitted and read back.
///
/// ``all`` is the one list. The store's jobs, the command line with its help, the profile and the backtest read it; a new kind
/// is a file that declares one more of these, and its line in the list.
public struct ForecasterKind: Sendable {
    /// The name in stores and on the command line, such as `latent-ode`.
    public let name: String
    /// What it is, in a line.
    public let summary: String
    /// The settings it reads, by name; others mean nothing to it.
    public let settings: Set<String>
    /// Whether a collection holds enough for a fit.
    public let verdict: @Sendable (SeriesCollection) -> Verdict
    /// Prepares a fit.
    public let fit: @Sendable (SeriesCollection, FitSettings, FitContext) throws -> any ForecasterFit
    /// Reads the bytes of a forecaster of this kind, without what a calibration added to them.
    let read: @Sendable ([UInt8]) throws -> any Forecaster
    /// Whether it is a rule that learns next to nothing: what a model is worth is told against the best of these.
    public var isSimpleRule = false

    /// Whether there is enough data for a fit, and why.
    public struct Verdict: Sendable, Hashable {
        /// Whether a fit will be tried.
        public let isEnough: Bool
        /// The reason, a phrase.
        public let reason: String
    }

    /// Every kind, the one that is fitted by default first.
    public static let all: [ForecasterKind] = [
        .mixture,
        .latentODE,
        .lastValue,
        .mean,
        .weightedMean,
        .drift,
        .seasonalNaive,
        .seasonalProfile,
        .linear,
        .cubic,
        .regression,
        .stateSpace,
    ]

    /// The kind that is fitted where none is named.
    public static let standard = mixture

    /// The kind called `name`, `nil` where there is none.
    public static func named(_ name: String) -> ForecasterKind? { all.first { $0.name == name } }
}

extension ForecasterKind: Hashable {
    public static func == (a: ForecasterKind, b: ForecasterKind) -> Bool { a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// What a fit may use; it never changes what is learned.
public struct FitContext: Sendable {
    /// Threads.
    public var threads: Int

    /// A context of `threads` threads.
    public init(threads: Int = 1) { self.threads = threads }
}
