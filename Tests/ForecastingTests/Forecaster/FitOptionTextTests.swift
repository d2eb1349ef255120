import Forecasting
import Testing
import TimeSeries

/// Settings as the texts that spell them.
@Suite struct FitOptionTextTests {
    private func settings(_ texts: [String: String], _ timeKind: TimeKind) throws -> FitSettings {
        var settings = FitSettings()
        try ForecasterKind.latentODE.apply(texts.filter { $0.key != "features" }, to: &settings, timeKind: timeKind)
        if let features = texts["features"] {
            try ForecasterKind.regression.apply(["features": features], to: &settings, timeKind: timeKind)
        }
        return settings
    }

    private func texts(_ settings: FitSettings, _ timeKind: TimeKind) -> [String: String] {
        var texts: [String: String] = [:]
        for option in FitOption.all { texts[option.name] = option.text(of: settings, timeKind: timeKind) }
        return texts
    }

    @Test func defaultsNeedNoText() {
        #expect(texts(FitSettings(), .calendar).isEmpty)
    }

    /// What is written is read back to the same settings; together the cases set everything there is a name for.
    @Test func textsSpellTheSettingsTheyCameFrom() throws {
        let cases: [([String: String], TimeKind)] = [
            (
                [
                    "history": "2d", "horizon": "90m", "season": "1d,7d", "encoder": "ode-rnn", "latent": "5",
                    "hidden": "12",
                    "layers": "1", "solver": "dop853", "rtol": "1e-5", "atol": "2e-6", "gradient": "continuous",
                    "gradient-rtol": "0.01", "gradient-atol": "0.02", "likelihood": "student-t", "epochs": "7",
                    "time-limit": "90s", "batch": "9", "learning-rate": "0.004", "samples": "3", "validation": "0.25",
                    "event-times": "",
                ], .calendar
            ),
            (
                [
                    "rivals": "mean,state-space", "history": "2.5", "season": "none", "gradient": "checkpointed",
                    "gradient-memory": "0.5",
                ], .numeric
            ),
            (["season": "24,168.5", "gradient": "interpolating", "gradient-atol": "0.3"], .numeric),
            (["regularize": "kinetic=0.1,errors=100", "features": "40"], .numeric),
        ]
        var covered: Set<String> = []
        for (given, kind) in cases {
            let settings = try settings(given, kind)
            let written = texts(settings, kind)
            covered.formUnion(written.keys)
            #expect(try self.settings(written, kind) == settings, "\(written)")
        }
        #expect(covered == Set(FitOption.all.map(\.name)))
    }
}
