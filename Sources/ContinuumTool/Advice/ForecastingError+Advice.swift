import Continuum

extension ForecastingError: Advised {
    var advice: String? {
        switch self {
        case .tooLittleData(let fact):
            switch fact {
            case .noObservations(until: nil): "import some, or choose other series or variables"
            case .noObservations, .noSeriesWithTwoTimes, .tooFewTimes, .seriesWithoutObservations: nil
            case .tooFewLater: "name an earlier moment, or calibrate without --since"
            case .nothingHeldOut: "give --validation a share above 0"
            }
        case .impossibleRequest(let fact):
            switch fact {
            case .notAfterLast:
                "use interpolate for times up to there, or --as-of to forecast from an earlier point"
            case .afterLast: "use forecast for times beyond it"
            case .beforeFirst: "neither interpolate nor forecast answers for times before it"
            case .kineticEnergyOfEventTimes: "drop --event-times or --regularize kinetic"
            case .noErrorEstimate: "choose a --solver with an error estimate, as dopri5"
            case .gradientWithoutSteps: "use --gradient discrete or checkpointed"
            case .noTimeBetween: "give the earlier time first"
            case .tooManySteps: "give a shorter time, or a longer --every"
            case .timeKind: nil
            }
        case .unreadableModel(let fact):
            switch fact {
            case .damaged, .otherVersion: "fit it anew"
            case .otherFormat, .noNoise, .noWeights: nil
            }
        case .unsuitableValues(let fact):
            switch fact {
            case .outsideSupport: "choose another --likelihood, or leave the variable out by --variables"
            case .noUsableWeights, .lossNotFinite: "try a smaller --learning-rate"
            case .beyondRange: "ask for a nearer time"
            }
        case .numerical: nil
        }
    }
}
