import Foundation

extension ConstantProcess: ParametricProcess {
    package func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        rates.indices.map { (parameterName("rate", marks, $0), true) }
    }
    package var theta: [Double] { rates.map { log($0) } }
    package func replacing(theta: [Double]) -> ConstantProcess { ConstantProcess(rates: theta.map { exp($0) }) }
}
