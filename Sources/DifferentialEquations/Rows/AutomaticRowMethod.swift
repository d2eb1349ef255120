import Lanes

/// Starts with Tsitouras 5(4); goes to Rodas5P where the steps are bounded by stability and not by accuracy, and back where
/// they no longer are.
final class AutomaticRowMethod<Scalar: LaneScalar>: RowMethod<Scalar> {
    private let explicit: ExplicitRowMethod<Scalar>
    private let stiff: RosenbrockRowMethod<Scalar>
    private var isStiff = false
    private var signs = 0
    private var contradictions = 0

    /// Tsitouras 5(4) is stable for h λ down to about −3.5; where stability bounds the steps, they hover there.
    private let explicitLimit = 2.8
    private let patience = 12
    /// Steps of the implicit method that an explicit one could take, before the way back; each way back doubles it.
    private var patienceBack = 12

    override init(_ state: RowState<Scalar>) {
        explicit = ExplicitRowMethod(state, .tsitouras54)
        stiff = RosenbrockRowMethod(state, .rodas5P)
        super.init(state)
    }

    private var method: RowMethod<Scalar> { isStiff ? stiff : explicit }
    override var name: String { "auto (\(method.name))" }
    override var errorOrder: Int { method.errorOrder }
    override func attempt(_ h: Double) -> RowMethod<Scalar>.Attempt { method.attempt(h) }
    override func makePolynomial(_ h: Double) { method.makePolynomial(h) }
    override func stepWasRejected(_ h: Double) { method.stepWasRejected(h) }
    override func adjusted(_ factor: Double) -> Double { method.adjusted(factor) }
    override func record(_ h: Double) -> RecordedStep<Scalar>? { method.record(h) }

    override func restart() {
        explicit.restart()
        stiff.restart()
    }

    override func stepWasAccepted(_ h: Double) {
        method.stepWasAccepted(h)
        let isSign = isStiff ? abs(h) * stiff.spectralBound < 1 : explicit.stiffness > explicitLimit
        if isSign {
            signs += 1
            contradictions = 0
        } else {
            contradictions += 1
            if contradictions >= 6 { signs = 0 }
        }
        guard signs >= (isStiff ? patienceBack : patience) else { return }
        if isStiff { patienceBack *= 2 }
        isStiff.toggle()
        signs = 0
        contradictions = 0
        state.statistics.switches += 1
        method.restart()
    }
}
