import Continuum
import Foundation

/// `continuum profile`
enum ProfileCommand {
    static let command = Command(
        "profile", "Show what the store holds and whether it is enough to fit.",
        options: [Option.series, Option.json, Option.output],
        examples: ["continuum profile", "continuum profile --series 2,7 --json"], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let store = try arguments.openStore()
        let profile = try StoreProfile(store, series: arguments[.series])
        let text = arguments[.json] ? try JSONText.document(ProfileDocument(profile, store)) : page(profile, store)
        try console.print(text, to: arguments[.output])
    }

    private static func page(_ profile: StoreProfile, _ store: ObservationStore) -> String {
        let writer = TimeWriter(store.timeStyle)
        func length(_ value: Double) -> String { DurationText.text(value, profile.timeKind) }
        var lines: [String] = []
        lines.append("store         \(store.location), \(profile.timeKind.rawValue) time")
        lines.append(
            "series        \(profile.series) (\(profile.shortestSeries) to \(profile.longestSeries) times each, median \(profile.medianSeries))"
        )
        let known = profile.observationsWithError
        lines.append(
            "observations  \(profile.observations) at \(profile.points) times"
                + (known > 0 ? ", \(known) with a measurement error" : ""))
        if let first = profile.first, let last = profile.last {
            lines.append("time span     \(writer.text(first)) to \(writer.text(last))")
        }
        if let gaps = profile.gaps {
            lines.append(
                "gaps          min \(length(gaps.minimum)), 25 % \(length(gaps.quarter)), median \(length(gaps.median)), "
                    + "75 % \(length(gaps.threeQuarters)), 95 % \(length(gaps.ninetyFive)), max \(length(gaps.maximum))"
            )
        }
        if !profile.statics.isEmpty {
            let names = profile.statics.map { name in name + (profile.staticUnits[name].map { " (\($0))" } ?? "") }
            lines.append("static        \(names.joined(separator: ", "))")
        }
        if profile.events.events > 0 {
            lines.append("events        \(profile.events.events) in \(profile.events.series) series")
        }
        lines.append(
            "imports       \(profile.imports.files) files; \(profile.imports.unchanged) repeated, "
                + "\(profile.imports.replaced) replaced, \(profile.imports.rejected) rejected rows")
        if !profile.variables.isEmpty {
            lines.append("")
            lines.append(contentsOf: variables(profile))
            lines.append(contentsOf: seasons(profile))
            lines.append(contentsOf: OutlierText.lines(profile.outliers, store))
        }
        lines.append("")
        for verdict in profile.verdicts {
            lines.append("\(verdict.kind): \(verdict.isEnough ? "enough data" : "too little data"): \(verdict.reason)")
        }
        return lines.joined(separator: "\n")
    }

    private static func seasons(_ profile: StoreProfile) -> [String] {
        profile.variables.filter { !$0.seasons.isEmpty }.prefix(60).map { variable in
            let seasons = variable.seasons.map {
                "\(DurationText.text($0.period, profile.timeKind)) (\(String(format: "%.0f", 100 * $0.strength)) % of the variance)"
            }
            return "\(variable.name): season \(seasons.joined(separator: ", "))"
        }
    }

    private static func variables(_ profile: StoreProfile) -> [String] {
        let hasErrors = profile.observationsWithError > 0
        let hasUnits = profile.variables.contains { $0.unit != nil }
        var rows = [
            ["variable"] + (hasUnits ? ["unit"] : []) + [
                "observations", "series", "missing", "minimum", "mean", "maximum",
            ]
                + (hasErrors ? ["errors known", "median error"] : [])
        ]
        for variable in profile.variables.prefix(60) {
            rows.append(
                [variable.name] + (hasUnits ? [variable.unit ?? ""] : []) + [
                    "\(variable.observations)", "\(variable.series)",
                ]
                    + ["\(String(format: "%.1f", 100 * variable.missingShare)) %"]
                    + [variable.minimum, variable.mean, variable.maximum].map { Field.number($0).shown }
                    + (hasErrors
                        ? [
                            "\(variable.observationsWithError)",
                            variable.medianError.map { Field.number($0).shown } ?? "",
                        ] : []))
        }
        var lines = TextTable.lines(rows, alignsRight: rows[0].map { $0 != "variable" && $0 != "unit" })
        if profile.variables.count > 60 {
            lines.append("… and \(profile.variables.count - 60) more (--json lists all)")
        }
        return lines
    }
}

/// The profile with times as text.
private struct ProfileDocument: Encodable {
    let profile: StoreProfile
    let writer: TimeWriter

    init(_ profile: StoreProfile, _ store: ObservationStore) {
        self.profile = profile
        writer = TimeWriter(store.timeStyle)
    }

    private enum Key: String, CodingKey {
        case timeKind, series, observations, observationsWithError, points, first, last, shortestSeries, medianSeries,
            longestSeries
        case variables, outliers, statics, staticUnits, gaps, events, imports, verdicts
    }

    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        try object.encode(profile.timeKind, forKey: .timeKind)
        try object.encode(profile.series, forKey: .series)
        try object.encode(profile.observations, forKey: .observations)
        try object.encode(profile.observationsWithError, forKey: .observationsWithError)
        try object.encode(profile.points, forKey: .points)
        try object.encode(profile.first.map(writer.text), forKey: .first)
        try object.encode(profile.last.map(writer.text), forKey: .last)
        try object.encode(profile.shortestSeries, forKey: .shortestSeries)
        try object.encode(profile.medianSeries, forKey: .medianSeries)
        try object.encode(profile.longestSeries, forKey: .longestSeries)
        try object.encode(profile.variables, forKey: .variables)
        try object.encode(profile.outliers.map { OutlierDocument($0, writer) }, forKey: .outliers)
        try object.encode(profile.statics, forKey: .statics)
        if !profile.staticUnits.isEmpty { try object.encode(profile.staticUnits, forKey: .staticUnits) }
        try object.encode(profile.gaps, forKey: .gaps)
        try object.encode(profile.events, forKey: .events)
        try object.encode(profile.imports, forKey: .imports)
        try object.encode(profile.verdicts, forKey: .verdicts)
    }
}
