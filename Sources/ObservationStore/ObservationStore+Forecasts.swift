import Storage
import TimeSeries

extension ObservationStore {
    /// Saves a forecast, all of its rows or none; returns its number.
    public func save(_ forecast: StoredForecast) throws(StoreError) -> Int64 {
        try database.transaction { () throws(StoreError) in
            let owner = try modelNumber(forecast.model)
            try database.prepare(
                "INSERT INTO forecast(model, as_of, created, settings, seed, data_fingerprint) VALUES(?, ?, ?, ?, ?, ?)"
            ).run(
                .integer(owner), forecast.asOf.map { SQLValue($0) } ?? .null, .text(TimeStamp.now()),
                .text(forecast.settings), .integer(Int64(bitPattern: forecast.seed)), .text(forecast.dataFingerprint))
            let id = database.lastInsertedRow
            try insert(forecast.rows, forecast.probabilities, of: id)
            return id
        }
    }

    private func insert(_ rows: [ForecastRow], _ probabilities: [Double], of id: Int64) throws(StoreError) {
        var series = try NameColumn(database, table: "series")
        var variables = try NameColumn(database, table: "variable")
        let value = try database.prepare(
            """
            INSERT INTO forecast_value(forecast, series, variable, time, lead, mean, sd, kind)
            VALUES(?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let quantile = try database.prepare(
            """
            INSERT INTO forecast_quantile(forecast, series, variable, time, probability, value)
            VALUES(?, ?, ?, ?, ?, ?)
            """)
        for row in rows {
            precondition(row.mean.isFinite && row.deviation.isFinite, "a forecast row is not finite: \(row)")
            let key: [SQLValue] = [
                .integer(id), .integer(try series.number(row.series)),
                .integer(try variables.number(row.variable)), SQLValue(row.time),
            ]
            value.bind(key + [.real(row.lead), .real(row.mean), .real(row.deviation), .text(row.kind)])
            try value.run()
            for (probability, number) in zip(probabilities, row.quantiles) {
                quantile.bind(key + [.real(probability), .real(number)])
                try quantile.run()
            }
        }
    }

    /// The forecast of number `id`, rows by series and variable in the order of import, then by time.
    public func forecast(_ id: Int64) throws(StoreError) -> StoredForecast {
        try database.snapshot { () throws(StoreError) in
            let statement = try database.prepare(
                """
                SELECT m.name, f.as_of, f.settings, f.seed, f.data_fingerprint
                FROM forecast AS f JOIN model AS m ON m.id = f.model WHERE f.id = ?
                """)
            statement.bind([.integer(id)])
            guard try statement.step() else { throw .unknownForecast(id) }
            var forecast = StoredForecast(
                model: statement.text(0), asOf: statement.value(1) == .null ? nil : statement.moment(1, timeKind),
                settings: statement.text(2), seed: UInt64(bitPattern: statement.integer(3)),
                dataFingerprint: statement.text(4), probabilities: [], rows: [])
            let quantiles = try database.prepare(
                """
                SELECT probability, value FROM forecast_quantile
                WHERE forecast = ? AND series = ? AND variable = ? AND time = ? ORDER BY probability
                """)
            let values = try database.prepare(
                """
                SELECT s.name, v.name, f.time, f.lead, f.mean, f.sd, f.kind, f.series, f.variable
                FROM forecast_value AS f JOIN series AS s ON s.id = f.series JOIN variable AS v ON v.id = f.variable
                WHERE f.forecast = ? ORDER BY f.series, f.variable, f.time
                """)
            values.bind([.integer(id)])
            while try values.step() {
                var row = ForecastRow(
                    series: values.text(0), variable: values.text(1), time: values.moment(2, timeKind),
                    lead: values.real(3), mean: values.real(4), deviation: values.real(5), quantiles: [],
                    kind: values.text(6))
                quantiles.bind([.integer(id), values.value(7), values.value(8), values.value(2)])
                var probabilities: [Double] = []
                while try quantiles.step() {
                    probabilities.append(quantiles.real(0))
                    row.quantiles.append(quantiles.real(1))
                }
                forecast.probabilities = probabilities
                forecast.rows.append(row)
            }
            return forecast
        }
    }
}
