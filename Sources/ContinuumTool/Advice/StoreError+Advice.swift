import Continuum

extension StoreError: Advised {
    var advice: String? {
        switch self {
        case .missing(let store): "create it with: continuum import FILE --store \(store)"
        case .empty: "import a file first"
        case .newerVersion: "use a newer Continuum"
        case .locked: "try again when it is done"
        case .unknownModel(let name, _, let known) where known.isEmpty: "fit one first: continuum fit \(name)"
        default: nil
        }
    }
}
