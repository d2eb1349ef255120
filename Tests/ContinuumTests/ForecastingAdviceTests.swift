import Continuum
import Testing

@testable import ContinuumTool

/// Facts of the libraries with the command line's advice, as they are printed.
@Suite struct ForecastingAdviceTests {
    private static let late = RequestFault.notAfterLast(series: "a", time: .numeric(1), last: .numeric(5))

    @Test(arguments: [
        (
            ForecastingError.impossibleRequest(late),
            "series a: time 1 is not after its last observation, 5; use interpolate for times up to there, or --as-of to "
                + "forecast from an earlier point", 2
        ),
        (
            .impossibleRequest(.afterLast(series: "a", time: .numeric(9), last: .numeric(5))),
            "series a: time 9 is after its last observation, 5; use forecast for times beyond it", 2
        ),
        (
            .impossibleRequest(.beforeFirst(series: "a", time: .numeric(-1), first: .numeric(0))),
            "series a: time -1 is before its first observation, 0; neither interpolate nor forecast answers for times "
                + "before it", 2
        ),
        (
            .tooLittleData(.noObservations(until: nil)),
            "there are no observations to learn from; import some, or choose other series or variables", 2
        ),
        (.tooLittleData(.noObservations(until: .numeric(3))), "there are no observations to learn from up to 3", 2),
        (
            .tooLittleData(.tooFewTimes(found: 43, needed: 50, model: "a latent ODE")),
            "only 43 observation times in series with at least two; a latent ODE needs 50", 2
        ),
        (
            .unsuitableValues(.outsideSupport(variable: "x", value: -3, likelihood: .logNormal)),
            "variable x has the value -3.0; the distribution log-normal takes positive values only; choose another "
                + "--likelihood, or leave the variable out by --variables", 2
        ),
        (
            .unsuitableValues(.noUsableWeights(epochs: 4, skipped: 9)),
            "none of 4 epochs ended with weights that the solver can use (9 updates were left out); try a smaller "
                + "--learning-rate", 2
        ),
        (
            .unsuitableValues(.beyondRange),
            "a forecast so far ahead is beyond the range of numbers; ask for a nearer time", 2
        ),
        (
            .unreadableModel(.otherVersion), "the model was fitted by another version of Continuum; fit it anew", 66
        ),
        (.unreadableModel(.noWeights("w")), "the model's file lacks the weights w", 66),
        (
            .impossibleRequest(.kineticEnergyOfEventTimes),
            "kinetic energy cannot be regularised in a model of observation times; drop --event-times or --regularize "
                + "kinetic", 2
        ),
    ])
    func factThenAdvice(_ error: ForecastingError, _ text: String, _ code: Int) {
        #expect(ErrorMessage.text(error) == text)
        #expect(ExitCode(error).rawValue == Int32(code))
    }

    /// A library's words name no option and no verb.
    @Test func factsNameNoOption() {
        #expect(!ForecastingError.impossibleRequest(Self.late).description.contains("--"))
    }
}
