extension LogLinearProcess: ParametricProcess {
    package func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        coefficients.indices.flatMap { mark in
            var names = ["log rate"]
            if hasTrend { names.append("trend per \(scale.short)") }
            for season in seasons {
                for k in 1...season.harmonics {
                    names += ["sin \(k)/\(season.period.short)", "cos \(k)/\(season.period.short)"]
                }
            }
            return names.map { (parameterName($0, marks, mark), false) }
        }
    }
    package var theta: [Double] { coefficients.flatMap { $0 } }
    package func replacing(theta: [Double]) -> LogLinearProcess {
        var copy = self
        let n = features
        copy.coefficients = coefficients.indices.map { Array(theta[$0 * n..<($0 + 1) * n]) }
        return copy
    }
}
