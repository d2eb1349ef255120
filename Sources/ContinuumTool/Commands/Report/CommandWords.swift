import Continuum
import Foundation

/// Lines that a person would type to come to what a store holds.
enum CommandWords {
    /// `continuum` and `words`, quoted as shells need it.
    static func line(_ words: [String]) -> String {
        (["continuum"] + words.map(quoted)).joined(separator: " ")
    }

    private static func quoted(_ word: String) -> String {
        let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./,=:+@%")
        guard word.isEmpty || !word.allSatisfy(plain.contains) else { return word }
        return "'" + word.replacing("'", with: "'\\''") + "'"
    }

    /// The line of an import.
    static func importing(_ record: ImportRecord) -> String {
        let isStream = record.file == "standard input"
        guard let options = try? JSONDecoder().decode(ImportOptions.self, from: Data(record.options.utf8)) else {
            return "# \(line(["import", isStream ? "-" : record.file])) with options that this version does not read"
        }
        let standard = ImportOptions()
        var words = ["import", isStream ? "-" : record.file]
        func add(_ name: String, _ value: String?) { if let value { words += [name, value] } }
        func list(_ names: [String]) -> String? { names.isEmpty ? nil : names.joined(separator: ",") }
        func flag(_ name: String, _ isSet: Bool) { if isSet { words.append(name) } }
        add("--series", options.series)
        add("--time", options.time)
        add("--variable", options.variable)
        add("--value", options.value)
        add("--variables", options.variables.flatMap(list))
        add("--error", list(options.errors.map { ($0.variable.map { "\($0)=" } ?? "") + $0.column }))
        add("--unit", list(options.units.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }))
        add("--static", list(options.statics))
        flag("--events", options.isEvents)
        add("--mark", options.mark)
        add("--window", options.window.flatMap(list))
        add("--window-from", options.windowFrom)
        add("--window-to", options.windowTo)
        if let format = options.timeFormat, format != "auto" { add("--time-format", format) }
        if options.timeZone != standard.timeZone { add("--time-zone", options.timeZone) }
        if options.missing != standard.missing { add("--missing", list(options.missing.filter { !$0.isEmpty })) }
        add("--delimiter", options.delimiter)
        flag("--no-header", !options.hasHeader)
        if options.onDuplicate != standard.onDuplicate { add("--on-duplicate", options.onDuplicate.rawValue) }
        flag("--allow-rejects", options.allowsRejects)
        return line(words)
    }

    /// The line of the fit of `model`.
    static func fitting(_ model: StoredModel, _ timeKind: TimeKind) throws -> String {
        guard let plan = try? FitPlan(model.settings) else {
            return "# \(line(["fit", model.name])) with settings that this version does not read"
        }
        var words = ["fit", model.name, "--kind", plan.kind.name]
        if !plan.isTried, plan.kind != .mixture { words.append("--no-trial") }
        func add(_ name: String, _ value: String?) { if let value { words += [name, value] } }
        add("--variables", plan.variables?.joined(separator: ","))
        add("--series", plan.series?.joined(separator: ","))
        add("--until", plan.until.map { "\($0)" })
        for option in FitOption.all {
            guard let text = option.text(of: plan.settings, timeKind: timeKind) else { continue }
            words += text.isEmpty ? ["--\(option.name)"] : ["--\(option.name)", text]
        }
        if plan.settings.seed != 0 { add("--seed", "\(plan.settings.seed)") }
        return line(words)
    }
}
