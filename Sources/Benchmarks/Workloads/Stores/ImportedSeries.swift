import ObservationStore
import TimeSeries

extension SeriesCollection {
    /// The series that a store holds after `files` were imported one after another.
    static func imported(_ files: [String], options: ImportOptions = ImportOptions()) throws -> SeriesCollection {
        let folder = try ScratchFolder()
        let path = "\(folder.path)/store.sqlite"
        for file in files { _ = try Importer(path: path, options: options).run(file) }
        return try ObservationStore(path: path).observations()
    }
}
