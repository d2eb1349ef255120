import Continuum

extension EventError: Advised {
    var advice: String? {
        switch self {
        case .tooLittleData(.noEvents(until: nil)): "import some with: continuum import FILE --events"
        case .tooLittleData(.noExposure): "import it with --window or --window-from and --window-to"
        case .tooLittleData(.markWithoutEvents): "choose marks that have events with --marks"
        case .tooLittleData(.indistinctCoefficients): "ask for fewer --harmonics"
        case .tooLittleData(.fewEvents): "fit --kind constant, whose rate has a bound however few there are"
        case .numerical(.skippedUpdates): "try a smaller --learning-rate"
        case .tooLittleData, .invalidSequence, .impossibleRequest, .numerical, .unreadableModel: nil
        }
    }
}
