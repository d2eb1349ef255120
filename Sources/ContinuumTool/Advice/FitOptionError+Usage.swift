import Continuum

extension UsageError {
    /// The mistake in terms of the command line's options.
    init(_ error: FitOptionError) {
        let option = "--" + error.option
        let given = error.text.isEmpty ? option : "\(option) \(error.text)"
        switch error.problem {
        case .invalid(let need):
            self.init(need.hasPrefix("is ") || need.hasPrefix("does ") ? "\(given) \(need)" : "\(given): give \(need)")
        case .unknownChoice(let choices):
            self.init(unknown: error.text, of: option, among: choices)
        case .isTwice(let part): self.init("\(option): \(part) is given twice")
        case .notOfKind(let kind, let reads):
            self.init(
                "\(option): --kind \(kind) has no such setting; "
                    + (reads.isEmpty ? "it has none" : "it has \(reads.map { "--" + $0 }.joined(separator: ", "))"))
        case .needs(let other, let values):
            self.init("\(option) goes with --\(other) \(values.joined(separator: " or ")); give that as well")
        case .excludes(let other): self.init("\(option) and --\(other) exclude each other")
        case .hasNoErrorEstimate(let method):
            self.init(
                "\(given): \(method) has no error estimate and takes steps of one size; leave \(option) out or take another "
                    + "--solver")
        }
    }
}
