import Continuum
import Foundation

extension Arguments {
    /// Reads times as a person types them for a store of `kind`.
    func timeReader(_ kind: TimeKind) throws(UsageError) -> TimeReader {
        let name = text("--time-zone") ?? "UTC"
        guard let zone = TimeZone(identifier: name) else {
            throw UsageError("--time-zone \(name) is not known; names are like Europe/Berlin or UTC")
        }
        return TimeReader(kind == .calendar ? .iso8601 : .number, timeZone: zone)
    }

    /// One time.
    func time(_ option: String, _ kind: TimeKind) throws(UsageError) -> Moment? {
        guard let text = text(option) else { return nil }
        return try moment(text, option, kind)
    }

    func moment(_ text: String, _ option: String, _ kind: TimeKind) throws(UsageError) -> Moment {
        var reader = try timeReader(kind)
        do throws(TimeError) {
            return try reader.read(text)
        } catch {
            throw UsageError("\(option) \(text) \(error)")
        }
    }

    /// The times at which `forecast` and `interpolate` are asked.
    func predictionTimes(_ store: ObservationStore, _ kind: PredictionKind) throws -> PredictionTimes {
        let asked = ["--at", "--at-file", "--every"].filter { text($0) != nil }
        guard asked.count == 1 else {
            throw UsageError(
                asked.isEmpty
                    ? "say when: --at T,T,... or --at-file FILE or --every DUR"
                        + (kind == .forecast ? " with --until T or --for DUR" : "")
                    : "\(asked.joined(separator: " and ")) exclude each other")
        }
        let step = try duration("--every", store.timeKind)
        let until = try time("--until", store.timeKind)
        let length = try duration("--for", store.timeKind)
        if let step {
            if until != nil, length != nil { throw UsageError("--until and --for exclude each other") }
            if kind == .forecast, until == nil, length == nil {
                throw UsageError("--every needs an end: --until T or --for DUR")
            }
            return .every(step: step, until: until, length: length)
        }
        if until != nil || length != nil { throw UsageError("--until and --for belong to --every") }
        if let list = try list("--at") { return .at(try list.map { try moment($0, "--at", store.timeKind) }) }
        return try TimesFile.read(text("--at-file") ?? "", reader: try timeReader(store.timeKind))
    }

    /// Probabilities of quantiles, ascending.
    func quantiles() throws(UsageError) -> [Double]? {
        guard let list = try list("--quantiles") else { return nil }
        var found: [Double] = []
        for text in list {
            guard let number = Double(text), number > 0, number < 1 else {
                throw UsageError("--quantiles \(text): give probabilities between 0 and 1, as in 0.05,0.5,0.95")
            }
            found.append(number)
        }
        return Array(Set(found)).sorted()
    }
}
