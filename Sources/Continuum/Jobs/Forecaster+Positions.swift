import Forecasting
import Storage
import TimeSeries

extension Forecaster {
    /// Positions of the variables `names` among the model's, all of them for `nil`.
    ///
    /// - Throws: `StoreError.notFound` with the nearest name where the model does not know one.
    func positions(of names: [String]?) throws -> [(position: Int, name: String)] {
        let known = variables
        return try (names ?? known).map { name in
            guard let position = known.firstIndex(of: name) else {
                let near = Nearest.names(to: name, among: known)
                throw StoreError.notFound(
                    "the model does not know the variable \(name)"
                        + (near.first.map { "; did you mean \($0)?" }
                            ?? "; it knows \(known.joined(separator: ", "))"))
            }
            return (position, name)
        }
    }
}
