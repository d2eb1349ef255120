import CSV
import Foundation
import Storage
import Testing
import TimeSeries

/// An empty store of one kind, removed with the object.
final class StoreFixture {
    private let folder: String
    private let place: any StorePlace

    init(_ kind: StoreKind) throws {
        folder = FileManager.default.temporaryDirectory.path + "/continuum-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        place = kind.makePlace(folder)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Imports text as a file.
    @discardableResult
    func load(
        _ text: String, name: String = "data.csv", _ change: (inout ImportOptions) -> Void = { _ in },
        isCancelled: () -> Bool = { false }
    ) throws -> ImportReport {
        let file = "\(folder)/\(name)"
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        var options = ImportOptions()
        change(&options)
        return try Importer(into: place.target, options: options).run(file, isCancelled: isCancelled)
    }

    /// Calls `body` with the store, opened anew; no statement may be left busy.
    func withStore<Result>(_ body: (any ForecastStore) throws -> Result) throws -> Result {
        let store = try place.open()
        let result = try body(store)
        #expect(place.busyStatements(of: store) == [])
        return result
    }

    /// The error with which `body` refuses; no statement may be left busy.
    func refusal(_ body: (any ForecastStore) throws -> Void) throws -> StoreError? {
        try withStore { (store) throws -> StoreError? in
            do {
                try body(store)
                return nil
            } catch let error as StoreError {
                return error
            }
        }
    }

    /// All observations as text, in the order of the collection.
    func observations(_ filter: ObservationFilter = ObservationFilter()) throws -> [String] {
        try withStore { store in
            let data = try store.observations(filter)
            return (0..<data.count).flatMap { series in
                data.rows(of: series).map { row in
                    "\(data.names[series])|\(data.variables[Int(data.variableIndices[row])])|\(data.times[row])|\(data.values[row])"
                }
            }
        }
    }
}
