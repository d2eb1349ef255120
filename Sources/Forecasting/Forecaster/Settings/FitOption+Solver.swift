import DifferentialEquations
import TimeSeries

extension FitOption {
    static var solver: [FitOption] {
        [
            choice("solver", "NAME", "Solver", into: \.solver.method),
            tolerance("rtol", "Relative tolerance of the solver", into: \.solver.relativeTolerance),
            tolerance("atol", "Absolute tolerance of the solver", into: \.solver.absoluteTolerance),
        ]
    }

    static var gradient: [FitOption] {
        [
            FitOption(
                "gradient", "NAME", choices: GradientName.allCases.map { Choice($0.rawValue, $0.meaning) },
                "Gradient through the solver", default: GradientName.discrete.rawValue
            ) { text, _, settings throws(FitOptionError) in
                let name: GradientName = try choice("gradient", text)
                settings.solver.gradient = name.method
            }.written { settings, _ in GradientName(settings.solver.gradient).rawValue },
            FitOption(
                "gradient-memory", "MB", "Memory of a checkpointed gradient per thread", default: "1"
            ) {
                text, _, settings throws(FitOptionError) in
                let megabytes = try number(
                    "gradient-memory", text, where: { $0 > 0 && $0 < 1e6 }, need: "a number of megabytes")
                guard case .checkpointed = settings.solver.gradient else {
                    throw FitOptionError(
                        option: "gradient-memory", text: text,
                        problem: .needs(option: "gradient", values: [GradientName.checkpointed.rawValue]))
                }
                settings.solver.gradient = .checkpointed(bytes: Int(megabytes * 1e6))
            }.written { settings, _ in
                guard case .checkpointed(let bytes) = settings.solver.gradient, bytes != 1_000_000 else {
                    return nil
                }
                return DecimalNumber.text(Double(bytes) / 1e6)
            },
            adjointTolerance(
                "gradient-rtol",
                "Relative tolerance of a continuous or interpolating adjoint", \.relative
            ),
            adjointTolerance(
                "gradient-atol",
                "Absolute tolerance of a continuous or interpolating adjoint", \.absolute
            ),
            FitOption(
                "regularize", "WHAT=X,...",
                "Keep the field easy to solve: kinetic=X (weight of its kinetic energy; 0.1 is a start), errors=X "
                    + "(weight of the solver's error estimates; 100 is a start)", default: "neither"
            ) { text, _, settings throws(FitOptionError) in try regularize(text, &settings) }.written { settings, _ in
                let weights = settings.solver.regularization
                let parts = [("kinetic", weights.kineticEnergy), ("errors", weights.errorEstimates)]
                    .filter { $0.1 > 0 }.map { "\($0)=\(DecimalNumber.text($1))" }
                return parts.isEmpty ? nil : parts.joined(separator: ",")
            },
        ]
    }

    /// The names of the gradient methods.
    private enum GradientName: String, CaseIterable {
        case discrete, checkpointed, continuous, interpolating

        var meaning: String {
            switch self {
            case .discrete: "through the steps taken"
            case .checkpointed: "the same in bounded memory"
            case .continuous: "the 2018 paper's adjoint"
            case .interpolating: "the same, the state read from the forward solve"
            }
        }

        init(_ method: GradientMethod) {
            self =
                switch method {
                case .discrete: .discrete
                case .checkpointed: .checkpointed
                case .continuous: .continuous
                case .interpolating: .interpolating
                }
        }

        var method: GradientMethod {
            switch self {
            case .discrete: .discrete
            case .checkpointed: .checkpointed(bytes: 1_000_000)
            case .continuous: .continuous()
            case .interpolating: .interpolating()
            }
        }
    }

    /// Methods without an error estimate take steps of one size, which no tolerance changes.
    private static func checkEstimates(
        _ name: String, _ text: String, _ settings: FitSettings
    ) throws(FitOptionError) {
        guard settings.solver.method.tableau.embeddedOrder != nil else {
            throw FitOptionError(
                option: name, text: text, problem: .hasNoErrorEstimate(method: settings.solver.method.rawValue))
        }
    }

    private static func tolerance(
        _ name: String, _ summary: String, into field: WritableKeyPath<FitSettings, Double> & Sendable
    ) -> FitOption {
        FitOption(
            name, "X", summary, default: DecimalNumber.text(FitSettings()[keyPath: field])
        ) {
            text, _, settings throws(FitOptionError) in
            settings[keyPath: field] = try number(name, text)
            try checkEstimates(name, text, settings)
        }.written { settings, _ in DecimalNumber.text(settings[keyPath: field]) }
    }

    private static func adjointTolerance(
        _ name: String, _ summary: String, _ field: WritableKeyPath<AdjointTolerance, Double> & Sendable
    ) -> FitOption {
        FitOption(
            name, "X", summary, default: "the forward solve's"
        ) { text, _, settings throws(FitOptionError) in
            let value = try number(name, text)
            try checkEstimates(name, text, settings)
            let forward = AdjointTolerance(
                relative: settings.solver.relativeTolerance, absolute: settings.solver.absoluteTolerance)
            switch settings.solver.gradient {
            case .continuous(var tolerance):
                tolerance[default: forward][keyPath: field] = value
                settings.solver.gradient = .continuous(tolerance)
            case .interpolating(var tolerance):
                tolerance[default: forward][keyPath: field] = value
                settings.solver.gradient = .interpolating(tolerance)
            case .discrete, .checkpointed:
                throw FitOptionError(
                    option: name, text: text,
                    problem: .needs(
                        option: "gradient",
                        values: [GradientName.continuous.rawValue, GradientName.interpolating.rawValue]))
            }
        }.written { settings, _ in
            switch settings.solver.gradient {
            case .continuous(let tolerance), .interpolating(let tolerance):
                tolerance.map { DecimalNumber.text($0[keyPath: field]) }
            case .discrete, .checkpointed: nil
            }
        }
    }

    /// What can be regularised, by name.
    private enum RegularizerName: String, CaseIterable {
        case kinetic, errors
    }

    private static func regularize(_ text: String, _ settings: inout FitSettings) throws(FitOptionError) {
        var found: [RegularizerName: Double] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            let name: RegularizerName = try choice("regularize", words[0])
            guard words.count == 2, let weight = Double(words[1]), weight > 0, weight.isFinite else {
                throw FitOptionError(
                    option: "regularize", text: String(part),
                    problem: .invalid(need: "a positive weight, as in \(name.rawValue)=0.1"))
            }
            guard found.updateValue(weight, forKey: name) == nil else {
                throw FitOptionError(
                    option: "regularize", text: text, problem: .isTwice(name.rawValue))
            }
        }
        settings.solver.regularization.kineticEnergy = found[.kinetic] ?? 0
        settings.solver.regularization.errorEstimates = found[.errors] ?? 0
        guard found[.errors] != nil else { return }
        try checkEstimates("regularize", "errors", settings)
        switch settings.solver.gradient {
        case .discrete, .checkpointed: break
        case .continuous, .interpolating:
            throw FitOptionError(
                option: "regularize", text: "errors",
                problem: .needs(
                    option: "gradient", values: [GradientName.discrete.rawValue, GradientName.checkpointed.rawValue]))
        }
    }
}

extension Optional {
    /// The value, `standard` where there is none.
    fileprivate subscript(default standard: Wrapped) -> Wrapped {
        get { self ?? standard }
        set { self = newValue }
    }
}
