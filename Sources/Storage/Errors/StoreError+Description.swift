extension StoreError: CustomStringConvertible {
    /// The fact in one sentence, without a full stop.
    public var description: String {
        switch self {
        case .missing(let store): "there is no store at \(store)"
        case .isFolder(let store): "\(store) is a folder, not a store"
        case .empty(let store): "\(store) holds no data yet"
        case .notAStore(let store, let what): "\(store) is \(what)"
        case .newerVersion(let store, let version, let known):
            "the store \(store) is of version \(version), this program knows versions up to \(known) (the store is "
                + "untouched)"
        case .damaged(let store, let reason): "the store \(store) is damaged: \(reason)"
        case .readOnly(let store, let reason): "the store \(store) cannot be written: \(reason)"
        case .cannotOpen(let store, let reason): "cannot open the store \(store): \(reason)"
        case .unknownName(let thing, let name, let near, let known):
            "there is no \(thing.rawValue) '\(name)' in the store; "
                + Self.choice(near.isEmpty ? nil : near.joined(separator: " or "), "it has", known)
        case .unknownModel(let name, let near, let known):
            "there is no model '\(name)' in the store"
                + (known.isEmpty ? "" : "; " + Self.choice(near.first, "the models are", known))
        case .unknownForecast(let number): "there is no forecast \(number) in the store"
        case .unknownBacktest(let number): "there is no backtest \(number) in the store"
        case .invalidQuery(let fault): fault.description
        case .locked(let store, let seconds):
            "the store \(store) is locked: another program has been writing to it for \(seconds) s"
        case .diskFull(let store): "the disk is full; the store \(store) is as it was before"
        case .diskFailure(let store, let reason): "the disk failed on the store \(store): \(reason)"
        case .database(let store, let reason, let statement):
            "\(store): \(reason)" + (statement.map { " in: \($0.prefix(300))" } ?? "")
        case .interrupted: "interrupted"
        case .stated(_, let text): text
        }
    }

    /// The nearest name, or the first known ones.
    private static func choice(_ near: String?, _ introduction: String, _ known: [String]) -> String {
        if let near { return "did you mean \(near)?" }
        let list = known.prefix(10).joined(separator: ", ")
        return "\(introduction) \(list)" + (known.count > 10 ? ", … (\(known.count))" : "")
    }
}

extension StoreError.QueryFault: CustomStringConvertible {
    /// The fault in one sentence, without a full stop.
    public var description: String {
        switch self {
        case .empty(let text): "there is no SQL statement in '\(text.prefix(200))'"
        case .several(let text):
            "one SQL statement at a time; there is more after the first in '\(text.prefix(200))'"
        case .writes(let text): "a query only reads; this statement would write: \(text.prefix(200))"
        case .unreadable(let reason): reason
        }
    }
}
