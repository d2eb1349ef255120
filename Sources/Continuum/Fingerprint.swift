import ObservationStore
import TimeSeries

extension SeriesCollection {
    /// A digest of everything the collection holds: names, covariates, times, values. The same data give the same digest
    /// in whatever order they were imported.
    public var fingerprint: String {
        var total = SHA256()
        func take(_ text: String, into digest: inout SHA256) {
            var copy = Array(text.utf8)
            copy.append(0)
            copy.withUnsafeBytes { digest.update($0) }
        }
        take("\(times.kind.rawValue)", into: &total)
        for index in names.indices.sorted(by: { names[$0] < names[$1] }) {
            take(names[index], into: &total)
            for (name, value) in zip(staticNames, statics[index]).sorted(by: { $0.0 < $1.0 }) {
                take("\(name)=\(value.map { "\($0)" } ?? "")", into: &total)
            }
            // Observations at one time in the order of the variables' names.
            let rows = rows(of: index).sorted {
                times[$0] != times[$1]
                    ? times[$0] < times[$1] : variables[Int(variable[$0])] < variables[Int(variable[$1])]
            }
            for row in rows {
                take(variables[Int(variable[row])], into: &total)
                var words = (Self.bits(times[row]), values[row].bitPattern)
                withUnsafeBytes(of: &words) { total.update($0) }
            }
        }
        return total.hexadecimal()
    }

    private static func bits(_ moment: Moment) -> UInt64 {
        switch moment {
        case .calendar(let microseconds): UInt64(bitPattern: microseconds)
        case .numeric(let number): number.bitPattern
        }
    }
}
