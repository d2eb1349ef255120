import Storage
import TimeSeries

extension ModelReport {
    /// What the store holds.
    func dataSection() throws -> ReportSection {
        let profile = try StoreProfile(store)
        let kind = profile.timeKind
        func length(_ value: Double) -> ReportTable.Cell { .text(ShownText.duration(value, kind)) }
        func row(_ name: String, _ cell: ReportTable.Cell) -> [ReportTable.Cell] { [.text(name), cell] }
        var rows = [
            row("store", .text(store.location)), row("time", .text(kind.rawValue)),
            row("series", .number(Double(profile.series))),
            row("observations", .number(Double(profile.observations))),
            row("times", .number(Double(profile.points))),
            row(
                "times of a series",
                .text("\(profile.shortestSeries) to \(profile.longestSeries), median \(profile.medianSeries)")),
        ]
        if let first = profile.first, let last = profile.last {
            rows.append(row("from", .text(time(first))))
            rows.append(row("to", .text(time(last))))
        }
        if let gaps = profile.gaps {
            rows.append(row("shortest gap", length(gaps.minimum)))
            rows.append(row("middle gap", length(gaps.median)))
            rows.append(row("95 % of the gaps at most", length(gaps.ninetyFive)))
            rows.append(row("longest gap", length(gaps.maximum)))
        }
        if !profile.statics.isEmpty {
            let names = profile.statics.map { name in name + (profile.staticUnits[name].map { " (\($0))" } ?? "") }
            rows.append(row("static covariates", .text(names.joined(separator: ", "))))
        }
        let variables = ReportTable(
            "Variables",
            columns: [
                "variable", "unit", "observations", "series", "missing, %", "minimum", "mean", "maximum",
                "far from all others",
            ],
            rows: profile.variables.map { variable in
                [
                    .text(variable.name), variable.unit.map { .text($0) } ?? .none,
                    .number(Double(variable.observations)),
                    .number(Double(variable.series)), .number(ShownText.percent(variable.missingShare)),
                    .number(variable.minimum), .number(variable.mean), .number(variable.maximum),
                    .number(Double(variable.outliers)),
                ]
            })
        let seasons = profile.variables.flatMap { variable in
            variable.seasons.map { season -> [ReportTable.Cell] in
                [.text(variable.name), length(season.period), .number(ShownText.percent(season.strength))]
            }
        }
        var parts: [ReportPart] = [
            .table(ReportTable("The store", columns: ["what", "value"], rows: rows)), .table(variables),
        ]
        if seasons.isEmpty {
            parts.append(.text("No variable has a season that noise would not show as well."))
        } else {
            parts.append(
                .table(
                    ReportTable("Seasons", columns: ["variable", "length", "share of the variance, %"], rows: seasons)))
        }
        return ReportSection("Data", parts)
    }
}
