import Foundation

/// What a fit found, the same parts for every kind of model: numbers for tables, facts for people, sections for programs.
public struct FitReport: Sendable {
    /// Mean squared errors on observations that were hidden from the fit, in scaled units.
    public struct Validation: Sendable {
        /// Histories whose later part was hidden.
        public let histories: Int
        /// Error of the model.
        public let error: Double
        /// Errors of the simple rules on the same observations, by name.
        public let baselines: [String: Double]

        /// The best simple rule and its error.
        public var bestBaseline: (name: String, error: Double)? {
            baselines.min { ($0.value, $0.key) < ($1.value, $1.key) }.map { (name: $0.key, error: $0.value) }
        }

        /// 1 − error / error of the best simple rule; `nil` where that has none.
        public var skill: Double? {
            guard let bestBaseline, bestBaseline.error > 0 else { return nil }
            return 1 - error / bestBaseline.error
        }
    }

    /// A labelled line.
    public struct Fact: Sendable {
        /// What the line is about, one word.
        public let label: String
        /// The line.
        public let text: FactText

        init(_ label: String, _ text: FactText) {
            self.label = label
            self.text = text
        }
    }

    /// Series that were learned from.
    public var series: Int
    /// Observations in all.
    public var observations: Int
    /// Numbers learned.
    public var parameters: Int
    /// The epoch whose weights were kept and the number of epochs run; `nil` for a model in closed form.
    public var epochs: (kept: Int, run: Int)?
    /// Updates that were left out because they failed.
    public var skippedUpdates = 0
    /// The model against simple rules; `nil` where nothing was hidden.
    public var validation: Validation?
    /// The model and its rivals on the same hidden values; `nil` where none were hidden.
    public var trial: TrialReport?
    /// What the model is made of, line by line.
    public var facts: [Fact]
    /// Named parts of a document that tells everything about the model.
    public var sections: [String: any Encodable & Sendable]
    /// The section that tells of the fit alone.
    public var summary: any Encodable & Sendable

    /// 1 − error / error of the best simple rule; `nil` where nothing was hidden.
    public var skill: Double? { validation?.skill }
}

/// A line of text with numbers and durations in it, which the caller prints in its own formats.
public struct FactText: Sendable, Hashable, ExpressibleByStringInterpolation {
    /// A piece of the line.
    public enum Part: Sendable, Hashable {
        /// Words.
        case text(String)
        /// A number.
        case number(Double)
        /// A duration: seconds, or the data's own unit.
        case duration(Double)
    }

    /// The pieces, in order.
    public var parts: [Part]

    public init(stringLiteral value: String) { parts = [.text(value)] }
    public init(stringInterpolation: Interpolation) { parts = stringInterpolation.parts }

    /// One line after another.
    public static func + (a: FactText, b: FactText) -> FactText {
        var sum = a
        sum.parts += b.parts
        return sum
    }

    /// Collects the pieces of an interpolated line.
    public struct Interpolation: StringInterpolationProtocol {
        var parts: [Part] = []

        public init(literalCapacity: Int, interpolationCount: Int) {}
        public mutating func appendLiteral(_ literal: String) { parts.append(.text(literal)) }
        public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            parts.append(.text(value.description))
        }
        public mutating func appendInterpolation(_ value: Double, digits: Int) {
            parts.append(.text(String(format: "%.\(digits)f", value)))
        }
        public mutating func appendInterpolation(number: Double) { parts.append(.number(number)) }
        public mutating func appendInterpolation(duration: Double) { parts.append(.duration(duration)) }
    }
}
