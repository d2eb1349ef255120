import Foundation

extension RenewalProcess: ParametricProcess {
    package func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        parameters.indices.flatMap { mark in
            switch waiting {
            case .weibull:
                [(parameterName("shape", marks, mark), true), (parameterName("scale", marks, mark), true)]
            case .logNormal:
                [(parameterName("mean log", marks, mark), false), (parameterName("sd log", marks, mark), true)]
            }
        }
    }
    package var theta: [Double] {
        parameters.flatMap { [waiting == .weibull ? log($0[0]) : $0[0], log($0[1])] }
    }
    package func replacing(theta: [Double]) -> RenewalProcess {
        RenewalProcess(
            waiting: waiting,
            parameters: parameters.indices.map { mark in
                let (a, b) = (theta[2 * mark], theta[2 * mark + 1])
                return [waiting == .weibull ? exp(a) : a, exp(b)]
            })
    }
}
