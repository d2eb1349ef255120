import TimeSeries

/// The tables of the store; see the store's documentation for what each column means.
enum Schema {
    /// "Cont" in ASCII.
    static let applicationID: Int64 = 0x436F_6E74
    static let version: Int64 = 4
    /// The first version that keeps backtests.
    static let backtestVersion: Int64 = 4

    /// The windows in which events were looked for; new in version 2.
    private static func exposure(_ kind: TimeKind) -> String {
        let time = kind == .calendar ? "INTEGER" : "REAL"
        return """
            CREATE TABLE exposure(
                series INTEGER NOT NULL REFERENCES series(id), start \(time) NOT NULL, finish \(time) NOT NULL,
                import INTEGER NOT NULL REFERENCES import(id), PRIMARY KEY(series, start), CHECK(start < finish))
                STRICT, WITHOUT ROWID;
            """
    }

    /// Standard deviations of measurement errors; new in version 3, and last in the table, where it costs a byte while null.
    private static let error = "error REAL"

    /// What models reached on what came after past moments; new in version 4.
    private static let backtests = """
        CREATE TABLE backtest(
            id INTEGER PRIMARY KEY, name TEXT NOT NULL, created TEXT NOT NULL, settings TEXT NOT NULL,
            seed INTEGER NOT NULL, data_fingerprint TEXT NOT NULL, program_version TEXT NOT NULL, finished TEXT) STRICT;
        CREATE TABLE backtest_model(
            backtest INTEGER NOT NULL REFERENCES backtest(id) ON DELETE CASCADE, number INTEGER NOT NULL,
            name TEXT NOT NULL, kind TEXT NOT NULL, role TEXT NOT NULL, failure TEXT,
            PRIMARY KEY(backtest, number)) STRICT, WITHOUT ROWID;
        CREATE TABLE backtest_part(
            id INTEGER PRIMARY KEY, backtest INTEGER NOT NULL REFERENCES backtest(id) ON DELETE CASCADE,
            model INTEGER NOT NULL, number INTEGER NOT NULL, state BLOB NOT NULL,
            UNIQUE(backtest, model, number)) STRICT;
        CREATE TABLE score(
            id INTEGER PRIMARY KEY, backtest INTEGER NOT NULL, model INTEGER NOT NULL, scope TEXT NOT NULL,
            variable INTEGER REFERENCES variable(id), series INTEGER REFERENCES series(id), lead_from REAL, lead_to REAL,
            metric TEXT NOT NULL, value REAL,
            FOREIGN KEY(backtest, model) REFERENCES backtest_model(backtest, number) ON DELETE CASCADE) STRICT;
        CREATE INDEX score_of_backtest ON score(backtest, model);
        CREATE TABLE comparison(
            backtest INTEGER NOT NULL REFERENCES backtest(id) ON DELETE CASCADE, first INTEGER NOT NULL,
            second INTEGER NOT NULL, unit TEXT NOT NULL, statistic REAL, p_value REAL,
            PRIMARY KEY(backtest, first, second)) STRICT, WITHOUT ROWID;
        CREATE VIEW scores AS
            SELECT b.id AS backtest, b.name AS name, b.finished AS finished, m.name AS model, m.kind AS kind,
                m.role AS role, c.scope AS scope, v.name AS variable, s.name AS series, c.lead_from AS lead_from,
                c.lead_to AS lead_to, c.metric AS metric, c.value AS value
            FROM score AS c JOIN backtest AS b ON b.id = c.backtest
                JOIN backtest_model AS m ON m.backtest = c.backtest AND m.number = c.model
                LEFT JOIN variable AS v ON v.id = c.variable LEFT JOIN series AS s ON s.id = c.series;
        CREATE VIEW comparisons AS
            SELECT b.id AS backtest, b.name AS name, x.name AS first, y.name AS second, c.unit AS unit,
                c.statistic AS statistic, c.p_value AS p_value
            FROM comparison AS c JOIN backtest AS b ON b.id = c.backtest
                JOIN backtest_model AS x ON x.backtest = c.backtest AND x.number = c.first
                JOIN backtest_model AS y ON y.backtest = c.backtest AND y.number = c.second;

        """

    /// The statements that take a store of `version` to the next one.
    static func migration(from version: Int64, _ kind: TimeKind) -> String {
        switch version {
        case 1: exposure(kind) + "PRAGMA user_version = 2;"
        case 2: "ALTER TABLE observation ADD COLUMN \(error); PRAGMA user_version = 3;"
        case 3: backtests + "PRAGMA user_version = 4;"
        default: preconditionFailure("no migration from version \(version)")
        }
    }

    /// The statements that make a new store whose times are of `kind`.
    static func creation(_ kind: TimeKind) -> String {
        let time = kind == .calendar ? "INTEGER" : "REAL"
        return """
            CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
            CREATE TABLE series(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE variable(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, unit TEXT) STRICT;
            CREATE TABLE import(
                id INTEGER PRIMARY KEY, file TEXT NOT NULL, sha256 TEXT NOT NULL, started TEXT NOT NULL,
                finished TEXT NOT NULL, rows_read INTEGER NOT NULL, rows_stored INTEGER NOT NULL,
                rows_unchanged INTEGER NOT NULL, rows_replaced INTEGER NOT NULL, rows_rejected INTEGER NOT NULL,
                options TEXT NOT NULL) STRICT;
            CREATE TABLE rejects(
                import INTEGER NOT NULL REFERENCES import(id), line INTEGER NOT NULL, text TEXT NOT NULL,
                reason TEXT NOT NULL) STRICT;
            CREATE TABLE observation(
                series INTEGER NOT NULL REFERENCES series(id), variable INTEGER NOT NULL REFERENCES variable(id),
                time \(time) NOT NULL, value REAL NOT NULL, import INTEGER NOT NULL REFERENCES import(id), \(error),
                PRIMARY KEY(series, variable, time)) STRICT, WITHOUT ROWID;
            CREATE TABLE event(
                series INTEGER NOT NULL REFERENCES series(id), time \(time) NOT NULL, mark TEXT NOT NULL DEFAULT '',
                import INTEGER NOT NULL REFERENCES import(id), PRIMARY KEY(series, time, mark)) STRICT, WITHOUT ROWID;
            \(exposure(kind))
            CREATE TABLE static_value(
                series INTEGER NOT NULL REFERENCES series(id), variable INTEGER NOT NULL REFERENCES variable(id),
                value ANY NOT NULL, PRIMARY KEY(series, variable)) STRICT, WITHOUT ROWID;
            CREATE TABLE model(
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, created TEXT NOT NULL,
                settings TEXT NOT NULL, seed INTEGER NOT NULL, data_fingerprint TEXT NOT NULL,
                program_version TEXT NOT NULL, weights BLOB NOT NULL, curves TEXT NOT NULL) STRICT;
            CREATE TABLE checkpoint(
                name TEXT PRIMARY KEY, saved TEXT NOT NULL, epoch INTEGER NOT NULL, settings TEXT NOT NULL,
                state BLOB NOT NULL) STRICT;
            CREATE TABLE forecast(
                id INTEGER PRIMARY KEY, model INTEGER NOT NULL REFERENCES model(id) ON DELETE CASCADE,
                as_of \(time), created TEXT NOT NULL, settings TEXT NOT NULL, seed INTEGER NOT NULL,
                data_fingerprint TEXT NOT NULL) STRICT;
            CREATE INDEX forecast_of_model ON forecast(model);
            CREATE TABLE forecast_value(
                forecast INTEGER NOT NULL REFERENCES forecast(id) ON DELETE CASCADE,
                series INTEGER NOT NULL REFERENCES series(id), variable INTEGER NOT NULL REFERENCES variable(id),
                time \(time) NOT NULL, lead REAL NOT NULL, mean REAL NOT NULL, sd REAL NOT NULL, kind TEXT NOT NULL,
                PRIMARY KEY(forecast, series, variable, time)) STRICT, WITHOUT ROWID;
            CREATE TABLE forecast_quantile(
                forecast INTEGER NOT NULL REFERENCES forecast(id) ON DELETE CASCADE, series INTEGER NOT NULL,
                variable INTEGER NOT NULL, time \(time) NOT NULL, probability REAL NOT NULL, value REAL NOT NULL,
                PRIMARY KEY(forecast, series, variable, time, probability)) STRICT, WITHOUT ROWID;
            CREATE VIEW forecast_latest AS
                SELECT model.name AS model, series.name AS series, variable.name AS variable, v.time AS time,
                    v.lead AS lead, v.mean AS mean, v.sd AS sd, v.kind AS kind, max(v.forecast) AS forecast
                FROM forecast_value AS v JOIN forecast ON forecast.id = v.forecast
                    JOIN model ON model.id = forecast.model JOIN series ON series.id = v.series
                    JOIN variable ON variable.id = v.variable
                GROUP BY forecast.model, v.series, v.variable, v.time, v.kind;
            CREATE VIEW coverage_live AS
                SELECT model.name AS model, variable.name AS variable, q.probability AS probability,
                    count(*) AS points, avg(o.value <= q.value) AS share
                FROM forecast_quantile AS q
                    JOIN forecast_value AS v USING (forecast, series, variable, time)
                    JOIN observation AS o USING (series, variable, time)
                    JOIN forecast ON forecast.id = q.forecast JOIN model ON model.id = forecast.model
                    JOIN variable ON variable.id = q.variable
                WHERE v.kind = 'forecast'
                GROUP BY forecast.model, q.variable, q.probability;
            \(backtests)
            PRAGMA application_id = \(applicationID);
            PRAGMA user_version = \(version);
            """
    }
}
