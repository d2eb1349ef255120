import Storage
import Testing
import TimeSeries

/// What every kind of store does with models, checkpoints and forecasts.
@Suite struct ModelContractTests {
    private func model(_ name: String, weights: [UInt8] = [1, 0, 255]) -> StoredModel {
        StoredModel(
            name: name, kind: "latent-ode", settings: "{\"epochs\":1}", seed: .max, dataFingerprint: "abc",
            programVersion: "0.1.0", weights: weights, curves: "[0.5]")
    }

    private func forecast(_ name: String) -> StoredForecast {
        func row(_ series: String, _ variable: String, _ time: Double, _ mean: Double) -> ForecastRow {
            ForecastRow(
                series: series, variable: variable, time: .numeric(time), lead: time - 1, mean: mean,
                deviation: 1e-300, quantiles: [mean - 1, mean, mean + 1], kind: "forecast")
        }
        return StoredForecast(
            model: name, asOf: .numeric(2.5), settings: "{}", seed: 1 << 63, dataFingerprint: "def",
            probabilities: [0.05, 0.5, 0.95],
            rows: [row("b", "x", 3, 0.1), row("b", "x", 4, -1e-300), row("b", "y", 3, 5), row("a", "x", 3, 1e300)])
    }

    private func filled(_ kind: StoreKind) throws -> StoreFixture {
        let fixture = try StoreFixture(kind)
        try fixture.load("id,time,x,y\nb,1,1,1\na,1,1,1\n")
        return fixture
    }

    @Test(arguments: StoreKind.all)
    func modelsComeBackWhole(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        let (first, second) = (model("m"), model("a", weights: []))
        try fixture.withStore { store in
            try store.save(first)
            try store.save(second)
        }
        try fixture.withStore { store in
            let summaries = try store.models()
            #expect(summaries.map(\.name) == ["a", "m"] && summaries.map(\.weightBytes) == [0, 3])
            var saved = first
            saved.id = summaries[1].id
            #expect(try store.model("m") == saved)
            #expect(try store.modelSummary("m") == saved.summary && summaries[1] == saved.summary)
            #expect(try store.model("a").weights == [] && store.modelSummary("b") == nil)
        }
    }

    @Test(arguments: StoreKind.all)
    func unknownModelsAreRefusedWithNearOnes(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        #expect(
            try fixture.refusal { _ = try $0.model("liver") } == .unknownModel(name: "liver", near: [], known: []))
        try fixture.withStore { try $0.save(model("liver")) }
        let error = StoreError.unknownModel(name: "livre", near: ["liver"], known: ["liver"])
        #expect(try fixture.refusal { _ = try $0.model("livre") } == error)
        #expect(try fixture.refusal { try $0.delete("livre") } == error)
        #expect(try fixture.refusal { _ = try $0.save(forecast("livre")) } == error)
        #expect(try fixture.refusal { _ = try $0.forecast(1) } == .unknownForecast(1))
    }

    @Test(arguments: StoreKind.all)
    func aModelReplacesAnotherWithForecastsAndCheckpoint(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        try fixture.withStore { store in
            try store.save(model("m"))
            try store.save(model("n"))
            let old = try store.save(forecast("m"))
            let other = try store.save(forecast("n"))
            try store.save(StoredCheckpoint(epoch: 3, settings: "{}", state: [9]), for: "m")
            try store.save(model("m", weights: [7]))
            #expect(try store.model("m").weights == [7] && store.checkpoint("m") == nil)
            #expect(try store.models().count == 2)
            #expect(throws: StoreError.unknownForecast(old)) { try store.forecast(old) }
            #expect(try store.forecast(other).model == "n")
        }
    }

    @Test(arguments: StoreKind.all)
    func deletionTakesForecastsAndCheckpoint(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        try fixture.withStore { store in
            try store.save(model("m"))
            _ = try store.save(forecast("m"))
            _ = try store.save(forecast("m"))
            try store.save(StoredCheckpoint(epoch: 1, settings: "{}", state: []), for: "m")
            #expect(try store.delete("m") == 2)
            #expect(try store.models() == [] && store.checkpoint("m") == nil)
            try store.save(StoredCheckpoint(epoch: 1, settings: "{}", state: []), for: "c")
            #expect(try store.delete("c") == 0)
        }
    }

    @Test(arguments: StoreKind.all)
    func checkpointsReplaceEachOther(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        try fixture.withStore { store in
            #expect(try store.checkpoint("m") == nil)
            for epoch in 1...2 {
                try store.save(
                    StoredCheckpoint(epoch: epoch, settings: "{\"e\":\(epoch)}", state: [UInt8(epoch), 0]), for: "m")
            }
            #expect(
                try store.checkpoint("m") == StoredCheckpoint(epoch: 2, settings: "{\"e\":2}", state: [2, 0]))
        }
    }

    @Test(arguments: StoreKind.all)
    func forecastsComeBackExactly(_ kind: StoreKind) throws {
        let fixture = try filled(kind)
        let saved = forecast("m")
        let number = try fixture.withStore { store in
            try store.save(model("m"))
            return try store.save(saved)
        }
        try fixture.withStore { store in
            let found = try store.forecast(number)
            #expect(found == saved)
            var later = saved
            later.asOf = nil
            later.rows.removeLast()
            let next = try store.save(later)
            #expect(next > number)
            #expect(try store.forecast(next) == later && store.forecast(number) == saved)
        }
    }
}
