import Continuum
import Foundation
import TimeSeries

/// What `ask` is asked.
struct AskQuestion {
    private static let when = Option(
        "--when", "CONDITION", "When it first holds: 'VARIABLE < LEVEL', with <, <=, > or >=", .variableCondition)
    private static let above = Option(
        "--above", "LEVEL", "Probability that the value at --at is above it",
        .number("a number") { _ in true }, otherwise: nil)
    private static let at = Option(
        "--at", "T", "The time of --above; with --when: probability that it does not come before", .time)
    private static let mean = Option(
        "--mean", "A,B", "Mean over the time from A to B", .pair(of: .time), otherwise: nil)
    private static let sum = Option(
        "--sum", "A,B", "Sum of the values at A and every step later, before B", .pair(of: .time), otherwise: nil)
    private static let maximum = Option(
        "--max", "A,B", "Greatest of the values at steps from A to B", .pair(of: .time), otherwise: nil)
    private static let horizon = Option(
        "--horizon", "DUR", "How far --when looks ahead", .span, otherwise: "\(PathInquiry.usualSteps) steps")
    private static let step = Option(
        "--every", "DUR", "Step in which paths are looked at", .span,
        otherwise: "the usual time between observations")

    static let declared: [any AnyOption] = [when, above, at, mean, sum, maximum, horizon, step]

    /// The question to the library.
    let question: PathQuestion
    /// The variable of a condition.
    let variable: String?
    /// The time before which a first passage may not come, where it is asked.
    let notBefore: Moment?
    let step: Double?

    var isPassage: Bool { if case .firstPassage = question { true } else { false } }

    init(_ arguments: Arguments, _ dialect: TimeDialect) throws {
        let when = arguments[Self.when]
        let above = arguments[Self.above]
        let at = try dialect.moment(arguments[Self.at])
        let horizon = try dialect.length(arguments[Self.horizon])
        step = try dialect.length(arguments[Self.step])
        func span(_ typed: [TimeText]?) throws -> (from: Moment, to: Moment)? {
            try typed.map { (try dialect.moment($0[0]), try dialect.moment($0[1])) }
        }
        let mean = try span(arguments[Self.mean])
        let sum = try span(arguments[Self.sum])
        let maximum = try span(arguments[Self.maximum])
        let ways: [any AnyOption] = [Self.when, Self.above, Self.mean, Self.sum, Self.maximum]
        let given = ways.filter { arguments.isGiven($0) }.map(\.name)
        guard given.count == 1 else {
            throw UsageError(
                given.isEmpty
                    ? "say what: --when 'VARIABLE < LEVEL', --above LEVEL --at T, --mean A,B, --sum A,B or --max A,B"
                    : "\(given.joined(separator: " and ")) exclude each other")
        }
        if when == nil, horizon != nil { throw UsageError("--horizon belongs to --when") }
        if when == nil, above == nil, at != nil { throw UsageError("--at belongs to --above and --when") }
        if above != nil, step != nil { throw UsageError("--every does not belong to --above") }
        variable = when?.variable
        notBefore = when == nil ? nil : at
        if let when {
            question = .firstPassage(when.condition, horizon: horizon)
        } else if let above {
            guard let at else { throw UsageError("--above needs a time: --at T") }
            question = .value(at: at, LevelCondition(.above, above))
        } else if let mean {
            question = .mean(from: mean.from, to: mean.to)
        } else if let sum {
            question = .sum(from: sum.from, to: sum.to)
        } else if let maximum {
            question = .maximum(from: maximum.from, to: maximum.to)
        } else {
            preconditionFailure("no question of \(given)")
        }
    }
}

/// A condition on a variable as typed.
struct VariableCondition: Sendable {
    let variable: String
    let condition: LevelCondition
}

extension OptionReader where Value == VariableCondition {
    /// `capacity < 1.4`; the name may hold anything, since the last sign counts.
    static var variableCondition: Self {
        Self { option, text throws(UsageError) in
            let signs = LevelCondition.Comparison.allCases.map(\.rawValue)
            guard let sign = text.lastIndex(where: { $0 == "<" || $0 == ">" }) else {
                throw UsageError(
                    "\(option) \(text): give VARIABLE, one of \(signs.joined(separator: " ")), and a level")
            }
            var rest = text[text.index(after: sign)...]
            var comparison = String(text[sign])
            if rest.first == "=" {
                comparison += "="
                rest = rest.dropFirst()
            }
            let variable = text[..<sign].trimmingCharacters(in: .whitespaces)
            let level = Double(rest.trimmingCharacters(in: .whitespaces))
            guard !variable.isEmpty, let level, level.isFinite,
                let side = LevelCondition.Comparison(rawValue: comparison)
            else {
                throw UsageError(
                    "\(option) \(text): give VARIABLE, one of \(signs.joined(separator: " ")), and a level")
            }
            return VariableCondition(variable: variable, condition: LevelCondition(side, level))
        }
    }
}
