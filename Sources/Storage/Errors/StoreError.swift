/// Why a store could not do what was asked: facts with their values; what to do about them is for the program to say.
public enum StoreError: Error, Sendable, Hashable {
    /// Nothing exists at the store's place.
    case missing(store: String)
    /// The store's path is that of a folder.
    case isFolder(store: String)
    /// The store holds no data yet.
    case empty(store: String)
    /// What lies at the store's place is something else: `what`, as "not an SQLite file".
    case notAStore(store: String, what: String)
    /// The store was written by a newer version of the program; it was not touched.
    case newerVersion(store: String, version: Int, known: Int)
    /// The store's contents contradict themselves.
    case damaged(store: String, reason: String)
    /// The store cannot be written.
    case readOnly(store: String, reason: String)
    /// The store cannot be opened.
    case cannotOpen(store: String, reason: String)

    /// The store has no series or variable of a name; `near` are known names of similar spelling.
    case unknownName(NamedThing, name: String, near: [String], known: [String])
    /// The store has no model of a name; `near` are known names of similar spelling.
    case unknownModel(name: String, near: [String], known: [String])
    /// The store has no forecast of a number.
    case unknownForecast(Int64)
    /// The store has no backtest of a number.
    case unknownBacktest(Int64)

    /// A statement cannot be run as a query.
    case invalidQuery(QueryFault)

    /// Another program has been writing for longer than the longest wait.
    case locked(store: String, seconds: Int)
    /// The disk is full; the store is as it was before.
    case diskFull(store: String)
    /// The disk failed.
    case diskFailure(store: String, reason: String)
    /// The database refused a statement.
    case database(store: String, reason: String, statement: String?)
    /// The person asked to stop.
    case interrupted

    /// A fact about the store's contents that a layer above the store found, in its words.
    case stated(Category, String)

    /// What names are of.
    public enum NamedThing: String, Sendable, Hashable {
        /// A series.
        case series
        /// A variable.
        case variable
    }

    /// What is wrong with a query.
    public enum QueryFault: Sendable, Hashable {
        /// There is no statement in the text.
        case empty(String)
        /// There is more after the first statement of the text.
        case several(String)
        /// The statement would write.
        case writes(String)
        /// The database cannot read the statement.
        case unreadable(String)
    }

    /// Classes of errors; programs map them to exit codes.
    public enum Category: Sendable, Hashable {
        /// The store is missing, unreadable, of another program or of a newer version.
        case unreadable
        /// An input's contents cannot be taken.
        case badInput
        /// The request contradicts itself.
        case usage
        /// What was named is not in the store, or its data cannot do what was asked.
        case notFound
        /// The database failed.
        case failed
        /// The person asked to stop.
        case interrupted
    }

    /// The error's class.
    public var category: Category {
        switch self {
        case .missing, .isFolder, .empty, .notAStore, .newerVersion, .damaged, .readOnly, .cannotOpen:
            .unreadable
        case .unknownName, .unknownModel, .unknownForecast, .unknownBacktest: .notFound
        case .invalidQuery: .usage
        case .locked, .diskFull, .diskFailure, .database: .failed
        case .interrupted: .interrupted
        case .stated(let category, _): category
        }
    }
}
