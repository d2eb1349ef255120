import Forecasting
import Foundation
import Storage
import TimeSeries

/// Everything that decides what a fit gives: kind of model, choice of data, settings.
public struct FitPlan: Sendable, Hashable, Codable {
    /// The kind of model.
    public var kind = ForecasterKind.standard
    /// Whether the model and its rivals are first tried on hidden rows, which also calibrates it; a mixture always is.
    public var isTried = true
    /// Settings of model and training.
    public var settings = FitSettings()
    /// Variables, `nil` for all.
    public var variables: [String]?
    /// Series, `nil` for all.
    public var series: [String]?
    /// Nothing later is seen.
    public var until: Moment?

    private enum CodingKeys: String, CodingKey { case kind, isTried, settings, variables, series, until }

    /// The default plan.
    public init() {}

    /// Reads a plan; one that names no kind is of the only kind that there was when it was written.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        if let name = try fields.decodeIfPresent(String.self, forKey: .kind) {
            guard let kind = ForecasterKind.named(name) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .kind, in: fields, debugDescription: "there is no kind of model called \(name)")
            }
            self.kind = kind
        } else {
            kind = .latentODE
        }
        isTried = try fields.decodeIfPresent(Bool.self, forKey: .isTried) ?? false
        settings = try fields.decode(FitSettings.self, forKey: .settings)
        variables = try fields.decodeIfPresent([String].self, forKey: .variables)
        series = try fields.decodeIfPresent([String].self, forKey: .series)
        until = try fields.decodeIfPresent(Moment.self, forKey: .until)
    }

    public func encode(to encoder: any Encoder) throws {
        var fields = encoder.container(keyedBy: CodingKeys.self)
        if kind != .latentODE { try fields.encode(kind.name, forKey: .kind) }
        if isTried { try fields.encode(isTried, forKey: .isTried) }
        try fields.encode(settings, forKey: .settings)
        try fields.encodeIfPresent(variables, forKey: .variables)
        try fields.encodeIfPresent(series, forKey: .series)
        try fields.encodeIfPresent(until, forKey: .until)
    }

    /// The digest of what a fit by this plan would read up to `moment` from `store` as it is now: that of a stored model where its fit
    /// saw just that, and no later row.
    func fingerprint(of store: any ForecastStore, until moment: Moment) throws -> String {
        try store.observations(ObservationFilter(series: series, variables: variables, until: moment)).fingerprint
    }

    /// The plan as the store keeps it.
    public func encoded() throws -> String {
        try CanonicalJSON.text(of: self)
    }

    /// Reads what `encoded` wrote.
    public init(_ text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}
