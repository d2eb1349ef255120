import Foundation

/// A process of finitely many parameters, told by unconstrained numbers θ: positive parameters by their logarithms.
protocol ParametricProcess: PointProcess {
    /// Name of each parameter, and whether θ is its logarithm.
    func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)]
    /// θ.
    var theta: [Double] { get }
    /// The process of other parameters.
    func replacing(theta: [Double]) -> Self
}

/// `rate` for one mark, `rate(a)` for the mark a of several.
func parameterName(_ base: String, _ marks: [String], _ mark: Int...) -> String {
    marks.count < 2 ? base : "\(base)(\(mark.map { marks[$0] }.joined(separator: ",")))"
}

extension ConstantProcess: ParametricProcess {
    func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        rates.indices.map { (parameterName("rate", marks, $0), true) }
    }
    var theta: [Double] { rates.map { log($0) } }
    func replacing(theta: [Double]) -> ConstantProcess { ConstantProcess(rates: theta.map { exp($0) }) }
}

extension PiecewiseProcess: ParametricProcess {
    func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        rates.indices.flatMap { mark in
            zip(edges, edges.dropFirst()).map { (parameterName("rate[\($0.short)..\($1.short)]", marks, mark), true) }
        }
    }
    var theta: [Double] { rates.flatMap { $0.map { log($0) } } }
    func replacing(theta: [Double]) -> PiecewiseProcess {
        let pieces = edges.count - 1
        return PiecewiseProcess(
            edges: edges, period: period,
            rates: rates.indices.map { mark in (0..<pieces).map { exp(theta[mark * pieces + $0]) } })
    }
}

extension LogLinearProcess: ParametricProcess {
    func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
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
    var theta: [Double] { coefficients.flatMap { $0 } }
    func replacing(theta: [Double]) -> LogLinearProcess {
        var copy = self
        let n = features
        copy.coefficients = coefficients.indices.map { Array(theta[$0 * n..<($0 + 1) * n]) }
        return copy
    }
}

extension HawkesProcess: ParametricProcess {
    func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        baseline.indices.map { (parameterName("baseline", marks, $0), true) }
            + baseline.indices.flatMap { j in
                baseline.indices.map { (parameterName("branching", marks, j, $0), true) }
            } + [("decay", true)]
    }
    var theta: [Double] {
        baseline.map { log($0) } + branching.flatMap { $0.map { log($0) } } + [log(decay)]
    }
    func replacing(theta: [Double]) -> HawkesProcess {
        let n = baseline.count
        return HawkesProcess(
            baseline: theta[..<n].map { exp($0) },
            branching: (0..<n).map { j in (0..<n).map { exp(theta[n + j * n + $0]) } }, decay: exp(theta[n + n * n]))
    }
}

extension RenewalProcess: ParametricProcess {
    func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        parameters.indices.flatMap { mark in
            switch waiting {
            case .weibull:
                [(parameterName("shape", marks, mark), true), (parameterName("scale", marks, mark), true)]
            case .logNormal:
                [(parameterName("mean log", marks, mark), false), (parameterName("sd log", marks, mark), true)]
            }
        }
    }
    var theta: [Double] {
        parameters.flatMap { [waiting == .weibull ? log($0[0]) : $0[0], log($0[1])] }
    }
    func replacing(theta: [Double]) -> RenewalProcess {
        RenewalProcess(
            waiting: waiting,
            parameters: parameters.indices.map { mark in
                let (a, b) = (theta[2 * mark], theta[2 * mark + 1])
                return [waiting == .weibull ? exp(a) : a, exp(b)]
            })
    }
}

extension Double {
    /// Six significant digits at most.
    var short: String { self == rounded() && abs(self) < 1e9 ? String(Int(self)) : String(format: "%.6g", self) }
}
