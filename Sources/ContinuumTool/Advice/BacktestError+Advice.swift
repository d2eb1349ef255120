import Continuum

extension BacktestError: Advised {
    var advice: String? {
        switch self {
        case .noRows: "import some, or choose other series or variables"
        case .nothingBefore, .nothingAfter: "choose another --cutoff, or a fraction between 0 and 1"
        case .nothingToScore: "choose an earlier --cutoff, a longer --horizon or other --series"
        case .tooManyCutoffs: "give a longer step with --every"
        case .impossibleShare, .everySeriesUnseen: "give another share, or have more series"
        case .otherTimeKind: nil
        }
    }
}
