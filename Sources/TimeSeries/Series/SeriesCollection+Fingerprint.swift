extension SeriesCollection {
    /// SHA-256 of everything the collection holds, in hexadecimal: names, static covariates, times, values and measurement
    /// errors. Without errors it is what it was before there were any.
    ///
    /// Neither the order of the series nor that of the variables or covariates changes it.
    ///
    /// - Complexity: O(n log n) in the number of observations.
    public var fingerprint: String {
        var digest = SHA256()
        let errors = self.errors
        digest.update(times.kind.rawValue + (errors == nil ? "" : " with errors"))
        for index in names.indices.sorted(by: { names[$0] < names[$1] }) {
            digest.update(names[index])
            for (name, value) in zip(staticNames, statics[index]).sorted(by: { $0.0 < $1.0 }) {
                digest.update("\(name)=\(value.map(Self.text) ?? "")")
            }
            // Observations at one time in the order of the variables' names.
            let rows = rows(of: index).sorted {
                times[$0] != times[$1]
                    ? times[$0] < times[$1] : variables[Int(variableIndices[$0])] < variables[Int(variableIndices[$1])]
            }
            for row in rows {
                digest.update(variables[Int(variableIndices[row])])
                var words = (Self.bits(times[row]), values[row].bitPattern)
                withUnsafeBytes(of: &words) { digest.update($0) }
                if let error = errors?[row] {
                    var word = (error.isNaN ? Double.nan : error).bitPattern
                    withUnsafeBytes(of: &word) { digest.update($0) }
                }
            }
        }
        return digest.hexadecimal()
    }

    /// A covariate as the digest reads it. Stored fingerprints depend on this text.
    private static func text(_ value: StaticValue) -> String {
        switch value {
        case .number(let number): "number(\(number))"
        case .text(let text): "text(\(text.debugDescription))"
        }
    }

    private static func bits(_ moment: Moment) -> UInt64 {
        switch moment {
        case .calendar(let microseconds): UInt64(bitPattern: microseconds)
        case .numeric(let number): number.bitPattern
        }
    }
}
