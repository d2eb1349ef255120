import Storage
import TimeSeries

extension ObservationStore {
    /// Summaries of all backtests, oldest first.
    public func backtests() throws(StoreError) -> [BacktestSummary] {
        // A store of an older version, opened for reading alone, has no such tables.
        guard try Self.version(database) >= Schema.backtestVersion else { return [] }
        return try database.snapshot { () throws(StoreError) in
            let statement = try database.prepare(
                """
                SELECT id, name, created, finished, settings, seed, data_fingerprint, program_version
                FROM backtest ORDER BY id
                """)
            var found: [BacktestSummary] = []
            while try statement.step() {
                var summary = BacktestSummary(
                    name: statement.text(1), settings: statement.text(4),
                    seed: UInt64(bitPattern: statement.integer(5)), dataFingerprint: statement.text(6),
                    programVersion: statement.text(7), models: [])
                summary.id = statement.integer(0)
                summary.created = statement.text(2)
                summary.finished = statement.value(3) == .null ? nil : statement.text(3)
                found.append(summary)
            }
            for index in found.indices { found[index].models = try models(ofBacktest: found[index].id) }
            return found
        }
    }

    private func models(ofBacktest id: Int64) throws(StoreError) -> [BacktestModel] {
        let statement = try database.prepare(
            "SELECT name, kind, role, failure FROM backtest_model WHERE backtest = ? ORDER BY number")
        statement.bind([.integer(id)])
        var found: [BacktestModel] = []
        while try statement.step() {
            found.append(
                BacktestModel(
                    name: statement.text(0), kind: statement.text(1), role: statement.text(2),
                    failure: statement.value(3) == .null ? nil : statement.text(3)))
        }
        return found
    }

    /// Saves what a backtest asks, and of whom; returns its number.
    public func begin(_ backtest: BacktestSummary) throws(StoreError) -> Int64 {
        try database.transaction { () throws(StoreError) in
            try database.prepare(
                """
                INSERT INTO backtest(name, created, settings, seed, data_fingerprint, program_version)
                VALUES(?, ?, ?, ?, ?, ?)
                """
            ).run(
                .text(backtest.name), .text(backtest.created), .text(backtest.settings),
                .integer(Int64(bitPattern: backtest.seed)), .text(backtest.dataFingerprint),
                .text(backtest.programVersion))
            let id = database.lastInsertedRow
            try insert(backtest.models, ofBacktest: id)
            return id
        }
    }

    private func insert(_ models: [BacktestModel], ofBacktest id: Int64) throws(StoreError) {
        let insert = try database.prepare(
            "INSERT INTO backtest_model(backtest, number, name, kind, role, failure) VALUES(?, ?, ?, ?, ?, ?)")
        for (number, model) in models.enumerated() {
            try insert.run(
                .integer(id), .integer(Int64(number)), .text(model.name), .text(model.kind), .text(model.role),
                model.failure.map { .text($0) } ?? .null)
        }
    }

    /// Saves parts of the work of backtest `id`, all or none.
    public func save(_ parts: [BacktestPart], ofBacktest id: Int64) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            try checkBacktest(id)
            let insert = try database.prepare(
                "INSERT OR REPLACE INTO backtest_part(backtest, model, number, state) VALUES(?, ?, ?, ?)")
            for part in parts {
                try insert.run(
                    .integer(id), .integer(Int64(part.model)), .integer(Int64(part.number)), .blob(part.state))
            }
        }
    }

    /// What was saved of a part of backtest `id`; `nil` where nothing was.
    public func backtestPart(
        model: Int, number: Int, ofBacktest id: Int64
    ) throws(StoreError) -> [UInt8]? {
        let statement = try database.prepare(
            "SELECT state FROM backtest_part WHERE backtest = ? AND model = ? AND number = ?")
        statement.bind([.integer(id), .integer(Int64(model)), .integer(Int64(number))])
        return try statement.step() ? statement.blob(0) : nil
    }

    /// Saves the tables of a backtest that was begun; the parts of its work are dropped.
    public func finish(_ backtest: StoredBacktest) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            let id = backtest.summary.id
            try checkBacktest(id)
            for table in ["backtest_part", "score", "comparison", "backtest_model"] {
                try database.prepare("DELETE FROM \(table) WHERE backtest = ?").run(.integer(id))
            }
            try insert(backtest.summary.models, ofBacktest: id)
            try insert(backtest.scores, backtest.summary)
            try insert(backtest.comparisons, backtest.summary)
            try database.prepare("UPDATE backtest SET finished = ? WHERE id = ?").run(
                .text(backtest.summary.finished ?? TimeStamp.now()), .integer(id))
        }
        try giveBackRoom()
    }

    /// Bytes of free pages from which the file is made smaller.
    private static let mostFreeBytes: Int64 = 32 << 20

    /// Makes the file smaller where more than half of it is free, as after a large backtest. Where somebody else reads or writes, it stays.
    private func giveBackRoom() throws(StoreError) {
        let free = try database.integer("PRAGMA freelist_count") ?? 0
        let pages = try database.integer("PRAGMA page_count") ?? 0
        let size = try database.integer("PRAGMA page_size") ?? 0
        guard free * size > Self.mostFreeBytes, 2 * free > pages else { return }
        try? database.execute("VACUUM")
    }

    private func insert(_ scores: [BacktestScore], _ summary: BacktestSummary) throws(StoreError) {
        var series = try NameColumn(database, table: "series")
        var variables = try NameColumn(database, table: "variable")
        let insert = try database.prepare(
            """
            INSERT INTO score(backtest, model, scope, variable, series, lead_from, lead_to, metric, value)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for score in scores {
            try insert.run(
                .integer(summary.id), .integer(number(of: score.model, in: summary)), .text(score.scope.rawValue),
                try score.variable.map { name throws(StoreError) in .integer(try variables.number(name)) } ?? .null,
                try score.series.map { name throws(StoreError) in .integer(try series.number(name)) } ?? .null,
                score.leadFrom.map { .real($0) } ?? .null, score.leadTo.map { .real($0) } ?? .null,
                .text(score.metric), score.value.map { .real($0) } ?? .null)
        }
    }

    private func insert(_ comparisons: [BacktestComparison], _ summary: BacktestSummary) throws(StoreError) {
        let insert = try database.prepare(
            "INSERT INTO comparison(backtest, first, second, unit, statistic, p_value) VALUES(?, ?, ?, ?, ?, ?)")
        for comparison in comparisons {
            try insert.run(
                .integer(summary.id), .integer(number(of: comparison.first, in: summary)),
                .integer(number(of: comparison.second, in: summary)), .text(comparison.unit),
                comparison.statistic.map { .real($0) } ?? .null, comparison.pValue.map { .real($0) } ?? .null)
        }
    }

    private func number(of model: String, in summary: BacktestSummary) -> Int64 {
        guard let number = summary.models.firstIndex(where: { $0.name == model }) else {
            preconditionFailure("the backtest has no model '\(model)'")
        }
        return Int64(number)
    }

    /// The backtest of number `id`, with its tables.
    public func backtest(_ id: Int64) throws(StoreError) -> StoredBacktest {
        guard let summary = try backtests().first(where: { $0.id == id }) else { throw .unknownBacktest(id) }
        return try database.snapshot { () throws(StoreError) in
            var found = StoredBacktest(summary: summary, scores: [], comparisons: [])
            let scores = try database.prepare(
                """
                SELECT c.model, c.scope, v.name, s.name, c.lead_from, c.lead_to, c.metric, c.value
                FROM score AS c LEFT JOIN variable AS v ON v.id = c.variable LEFT JOIN series AS s ON s.id = c.series
                WHERE c.backtest = ? ORDER BY c.id
                """)
            scores.bind([.integer(id)])
            while try scores.step() {
                let model = Int(scores.integer(0))
                guard summary.models.indices.contains(model), let scope = BacktestScore.Scope(rawValue: scores.text(1))
                else { continue }
                func real(_ column: Int32) -> Double? { scores.value(column) == .null ? nil : scores.real(column) }
                func text(_ column: Int32) -> String? { scores.value(column) == .null ? nil : scores.text(column) }
                found.scores.append(
                    BacktestScore(
                        model: summary.models[model].name, scope: scope, variable: text(2), series: text(3),
                        leadFrom: real(4), leadTo: real(5), metric: scores.text(6), value: real(7)))
            }
            let comparisons = try database.prepare(
                """
                SELECT a.name, b.name, c.unit, c.statistic, c.p_value FROM comparison AS c
                    JOIN backtest_model AS a ON a.backtest = c.backtest AND a.number = c.first
                    JOIN backtest_model AS b ON b.backtest = c.backtest AND b.number = c.second
                WHERE c.backtest = ? ORDER BY c.first, c.second
                """)
            comparisons.bind([.integer(id)])
            while try comparisons.step() {
                func real(_ column: Int32) -> Double? {
                    comparisons.value(column) == .null ? nil : comparisons.real(column)
                }
                found.comparisons.append(
                    BacktestComparison(
                        first: comparisons.text(0), second: comparisons.text(1), unit: comparisons.text(2),
                        statistic: real(3), pValue: real(4)))
            }
            return found
        }
    }

    /// Deletes the backtest of number `id` with its tables and parts.
    public func deleteBacktest(_ id: Int64) throws(StoreError) {
        try database.transaction { () throws(StoreError) in
            try checkBacktest(id)
            try database.prepare("DELETE FROM backtest WHERE id = ?").run(.integer(id))
        }
    }

    private func checkBacktest(_ id: Int64) throws(StoreError) {
        guard try database.integer("SELECT count(*) FROM backtest WHERE id = \(id)") == 1 else {
            throw .unknownBacktest(id)
        }
    }
}
