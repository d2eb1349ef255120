import Storage
import TimeSeries

extension MemoryStore {
    func models() -> [ModelSummary] { place.contents.models.values.map(\.summary).sorted { $0.name < $1.name } }

    func modelSummary(_ name: String) -> ModelSummary? { place.contents.models[name]?.summary }

    func model(_ name: String) throws(StoreError) -> StoredModel {
        guard let model = place.contents.models[name] else { throw unknownModel(name) }
        return model
    }

    private func unknownModel(_ name: String) -> StoreError {
        let known = models().map(\.name)
        return .unknownModel(name: name, near: Nearest.names(to: name, among: known), known: known)
    }

    func save(_ model: StoredModel) {
        drop(model.name)
        place.contents.lastModel += 1
        var saved = model
        saved.id = place.contents.lastModel
        place.contents.models[model.name] = saved
    }

    func delete(_ name: String) throws(StoreError) -> Int {
        guard place.contents.models[name] != nil || place.contents.checkpoints[name] != nil else {
            throw unknownModel(name)
        }
        return drop(name)
    }

    /// Deletes model, forecasts and checkpoint of `name`; returns the number of forecasts.
    @discardableResult
    private func drop(_ name: String) -> Int {
        place.contents.models[name] = nil
        place.contents.checkpoints[name] = nil
        let forecasts = place.contents.forecasts.filter { $0.value.model == name }.map(\.key)
        for number in forecasts { place.contents.forecasts[number] = nil }
        return forecasts.count
    }

    func checkpoint(_ name: String) -> StoredCheckpoint? { place.contents.checkpoints[name] }

    func save(_ checkpoint: StoredCheckpoint, for name: String) { place.contents.checkpoints[name] = checkpoint }

    func save(_ forecast: StoredForecast) throws(StoreError) -> Int64 {
        _ = try model(forecast.model)
        var saved = forecast
        func order(_ row: ForecastRow) -> (Int, Int, Moment) {
            (
                place.contents.series.firstIndex(of: row.series) ?? 0,
                place.contents.variables.firstIndex(of: row.variable) ?? 0, row.time
            )
        }
        saved.rows.sort { order($0) < order($1) }
        place.contents.lastForecast += 1
        place.contents.forecasts[place.contents.lastForecast] = saved
        return place.contents.lastForecast
    }

    func forecast(_ id: Int64) throws(StoreError) -> StoredForecast {
        guard let forecast = place.contents.forecasts[id] else { throw .unknownForecast(id) }
        return forecast
    }
}
