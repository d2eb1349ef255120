import Continuum
import Foundation

// Options of several commands; each means the same everywhere.

extension Option where Value == String {
    static var store: Self {
        Self(
            "--store", "FILE", "The store", .file,
            default: ProcessInfo.processInfo.environment["CONTINUUM_STORE"] ?? "continuum.sqlite",
            described: "$CONTINUUM_STORE, else continuum.sqlite here")
    }
}

extension Option where Value == String? {
    static var output: Self { Self("--output", "FILE", "Write to a file instead of standard output", .file) }
    static var picture: Self {
        Self(
            "--output", "FILE", "Draw to a file that ends in \(PictureFile.endings)",
            .picture, otherwise: "text on the terminal")
    }
}

extension Option where Value == Bool {
    static var quiet: Self { .flag("--quiet", "Print nothing but results and errors") }
    static var help: Self { .flag("--help", "Show this help") }
    static var json: Self { .flag("--json", "Print one JSON document") }
    static var points: Self {
        .flag("--json", "Print the panels' points as one JSON document; without --output nothing is drawn")
    }
}

extension Option where Value == RowFormat? {
    static var format: Self {
        Self("--format", nil, "How rows are printed", .choice(), otherwise: "table on a terminal, else csv")
    }
}

extension Option where Value == Int {
    static var seed: Self { Self("--seed", "N", "Seed of everything random", .integer(in: 0...Int.max), default: 0) }
    static var threads: Self {
        Self(
            "--threads", "N", "Threads, which never change a result", .integer(in: 1...1024),
            default: ProcessInfo.processInfo.activeProcessorCount, described: "all cores")
    }
}

extension Option where Value == Double {
    static var lockTimeout: Self {
        Self(
            "--lock-timeout", "DUR", "Longest wait for another program that writes to the store", .clockTime,
            default: 300)
    }
    static var coverage: Self {
        Self("--coverage", "X", "Probability of the band", .probability, default: 0.9)
    }
}

extension Option where Value == [Double] {
    static var quantiles: Self {
        Self(
            "--quantiles", "P,P", "Probabilities of the quantiles", .list(of: .probability),
            default: [0.05, 0.25, 0.5, 0.75, 0.95])
    }
}

extension Option where Value == [String]? {
    static var series: Self { Self("--series", "A,B", "Series", .names, otherwise: "all") }
    static var firstSeries: Self { Self("--series", "A,B", "Series", .names, otherwise: "the first") }
    static var variables: Self { Self("--variables", "A,B", "Variables", .names, otherwise: "all") }
}

extension Option where Value == NamedTimeZone? {
    static var timeZone: Self {
        Self(
            "--time-zone", "ZONE", "Zone of times without offset, and of days", .timeZone,
            otherwise: "that of the first import")
    }
}

extension Option where Value == TimeText? {
    static var asOf: Self { Self("--as-of", "T", "Ignore later observations", .time) }
    static var untilSeen: Self { Self("--until", "T", "Ignore everything later", .time) }
}

extension Arguments {
    /// The seed of everything random.
    var seed: UInt64 { UInt64(self[.seed]) }

    /// Probabilities of quantiles, ascending, each once.
    var quantiles: [Double] { Array(Set(self[.quantiles])).sorted() }

    /// Opens the store.
    func openStore(_ access: ObservationStore.Access = .reading) throws -> ObservationStore {
        try ObservationStore(path: self[.store], access: access, lockTimeout: self[.lockTimeout])
    }
}
