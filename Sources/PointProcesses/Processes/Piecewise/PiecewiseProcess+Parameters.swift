import Foundation

extension PiecewiseProcess: ParametricProcess {
    package func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        rates.indices.flatMap { mark in
            zip(edges, edges.dropFirst()).map { (parameterName("rate[\($0.short)..\($1.short)]", marks, mark), true) }
        }
    }
    package var theta: [Double] { rates.flatMap { $0.map { log($0) } } }
    package func replacing(theta: [Double]) -> PiecewiseProcess {
        let pieces = edges.count - 1
        return PiecewiseProcess(
            edges: edges, period: period,
            rates: rates.indices.map { mark in (0..<pieces).map { exp(theta[mark * pieces + $0]) } })
    }
}
