import Lanes

/// Starts with Tsitouras 5(4); goes to Rodas5P where the steps are bounded by stability and not by accuracy, and back where
/// they no longer are.
final class AutomaticRowMethod<Scalar: LaneScalar>: RowMethod {
    private let state: RowState<Scalar>
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

    init(_ state: RowState<Scalar>) {
        explicit = ExplicitRowMethod(state, .tsitouras54)
        stiff = RosenbrockRowMethod(state, .rodas5P)
        self.state = state
    }

    private var method: any RowMethod<Scalar> { isStiff ? stiff : explicit }
    var errorPower: Int { method.errorPower }
    func attempt(_ h: Double) -> StepAttempt { method.attempt(h) }
    func makePolynomial(_ h: Double) { method.makePolynomial(h) }
    func stepWasRejected(_ h: Double) { method.stepWasRejected(h) }
    func adjusted(_ factor: Double) -> Double { method.adjusted(factor) }
    func record(_ h: Double) -> RecordedStep<Scalar>? { method.record(h) }

    func restart() {
        explicit.restart()
        stiff.restart()
    }

    func stepWasAccepted(_ h: Double) {
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
