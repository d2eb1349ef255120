import Foundation

extension HawkesProcess: ParametricProcess {
    package func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)] {
        baseline.indices.map { (parameterName("baseline", marks, $0), true) }
            + baseline.indices.flatMap { j in
                baseline.indices.map { (parameterName("branching", marks, j, $0), true) }
            } + [("decay", true)]
    }
    package var theta: [Double] {
        baseline.map { log($0) } + branching.flatMap { $0.map { log($0) } } + [log(decay)]
    }
    package func replacing(theta: [Double]) -> HawkesProcess {
        let n = baseline.count
        return HawkesProcess(
            baseline: theta[..<n].map { exp($0) },
            branching: (0..<n).map { j in (0..<n).map { exp(theta[n + j * n + $0]) } }, decay: exp(theta[n + n * n]))
    }
    /// A process that explodes is no candidate where the fitted one does not.
    package var isPlausible: Bool { isStable }
}
