import Forecasting
import Foundation
import Storage
import TimeSeries

/// Everything a store and a model say about the model, as the sections of a page.
public struct ModelReport {
    /// The model as it is stored.
    public let model: StoredModel
    /// The model, ready to predict.
    public let forecaster: any Forecaster
    /// Series of the example forecasts, `nil` for the first two.
    public var series: [String]?
    /// Variables of the example forecasts, `nil` for the first four of the model's.
    public var variables: [String]?
    /// Probability that the bands of the examples cover.
    public var coverage = 0.9
    /// How the examples are predicted.
    public var options = PredictionOptions()
    /// Zone of dates.
    public var zone = TimeZone.gmt
    /// Tables of the model's members, its rivals, its calibration: each is a section of its own, after the model's.
    public var tables: [ReportTable] = []
    /// What is to be typed to come to the same model, line by line.
    public var commands: [String] = []

    let store: any ForecastStore

    /// A report on the model called `name`.
    public init(_ name: String, in store: any ForecastStore) throws {
        self.store = store
        model = try store.model(name)
        forecaster = try store.forecaster(name)
    }

    /// The page.
    ///
    /// - Throws: what reading, predicting or drawing throws.
    public func page() throws -> ReportPage {
        // What forecasts are worth stands before what the model is made of.
        var sections = [try dataSection(), try examplesSection()]
        if let trial = forecaster.report.trial { sections.append(trialSection(trial)) }
        sections += try backtestSections()
        sections.append(modelSection())
        sections += tables.map { ReportSection($0.title, [.table($0)]) }
        if let curves = try curvesSection() { sections.append(curves) }
        sections.append(settingsSection())
        return ReportPage(
            title: "Report on the model \(model.name)",
            subtitle:
                "\(model.kind), fitted \(model.created) by Continuum \(model.programVersion), seed \(model.seed), "
                + "to data of fingerprint \(model.dataFingerprint.prefix(16))",
            sections: sections)
    }

    private func settingsSection() -> ReportSection {
        var parts: [ReportPart] = []
        if !commands.isEmpty {
            parts.append(.text("These commands come to the same model and page, from the same files:"))
            parts.append(.code(commands.joined(separator: "\n")))
        }
        parts.append(.text("What was asked of the fit, as it is stored:"))
        parts.append(.code(Self.indented(model.settings)))
        return ReportSection("Settings", parts)
    }

    /// JSON on several lines.
    private static func indented(_ json: String) -> String {
        guard let object = try? JSONSerialization.jsonObject(with: Data(json.utf8)),
            let data = try? JSONSerialization.data(
                withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
        else { return json }
        return String(decoding: data, as: UTF8.self)
    }

    /// A time in the form of the store's times.
    var time: (Moment) -> String { TimeWriter(store.timeStyle).text }
}
