import TimeSeries

extension ForecasterKind {
    /// Puts the settings that `texts` spell, by name, into `settings`; the text of one that takes no value is empty.
    ///
    /// - Parameters:
    ///   - texts: the values, by the name of the setting; this kind must read each of them.
    ///   - settings: where they go.
    ///   - timeKind: of the data: durations are told in it.
    public func apply(
        _ texts: [String: String], to settings: inout FitSettings, timeKind: TimeKind
    ) throws(FitOptionError) {
        for option in texts.keys.sorted() where !self.settings.contains(option) && option != FitOption.rivals.name {
            throw FitOptionError(
                option: option, text: texts[option] ?? "",
                problem: .notOfKind(name, reads: self.settings.sorted()))
        }
        for option in FitOption.all {
            guard let text = texts[option.name] else { continue }
            try option.read(text, timeKind, &settings)
        }
        let known = Self.all.filter { $0 != .standard }.map(\.name)
        for name in settings.rivals ?? [] where !known.contains(name) {
            throw FitOptionError(option: FitOption.rivals.name, text: name, problem: .unknownChoice(known))
        }
    }
}
