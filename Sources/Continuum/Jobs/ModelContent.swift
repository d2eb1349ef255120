import Forecasting
import PointProcesses
import Storage

/// What a stored model turns out to be: the one place where the text of a kind is read.
public enum ModelContent: Sendable {
    /// It forecasts values.
    case values(any Forecaster)
    /// It tells when events happen.
    case events(FittedEvents)

    /// Before the name of a kind of point process.
    private static let eventPrefix = "events "

    /// The text under which the store keeps a kind of point process.
    static func text(_ kind: IntensityKind) -> String { eventPrefix + kind.rawValue }

    /// Reads the bytes of `model`.
    public init(_ model: StoredModel) throws {
        if model.kind.hasPrefix(Self.eventPrefix) {
            self = .events(try FittedEvents(model.weights))
        } else if let kind = ForecasterKind.named(model.kind) {
            self = .values(try kind.decode(model.weights))
        } else {
            throw StoreError.unreadable("the model '\(model.name)' is of kind \(model.kind), unknown to this program")
        }
    }
}

extension ForecastStore {
    /// The model called `name`, ready to predict values.
    public func forecaster(_ name: String) throws -> any Forecaster {
        guard case .values(let forecaster) = try ModelContent(model(name)) else {
            throw JobError.forecastsEvents(model: name)
        }
        return forecaster
    }

    /// How far ahead the model called `name` was fitted to forecast; `nil` where the data decided.
    ///
    /// - Returns: seconds, or the data's own unit.
    public func fittedHorizon(_ name: String) throws -> Double? {
        let stored = try model(name)
        return (try? FitPlan(stored.settings))?.settings.task.horizon
    }

    /// The point process called `name`, ready to forecast events.
    public func eventModel(_ name: String) throws -> FittedEvents {
        let stored = try model(name)
        guard case .events(let events) = try ModelContent(stored) else {
            throw JobError.forecastsValues(model: name, kind: stored.kind)
        }
        return events
    }
}
