import Foundation

/// A process of finitely many parameters, told by unconstrained numbers θ: positive parameters by their logarithms.
package protocol ParametricProcess: PointProcess, Codable {
    /// Name of each parameter, and whether θ is its logarithm.
    func parameterNames(marks: [String]) -> [(name: String, isLogarithm: Bool)]
    /// θ.
    var theta: [Double] { get }
    /// The process of other parameters.
    func replacing(theta: [Double]) -> Self
    /// Whether parameters drawn from their uncertainty may be these; others are drawn again.
    var isPlausible: Bool { get }
}

extension ParametricProcess {
    package var isPlausible: Bool { true }
}

/// `rate` for one mark, `rate(a)` for the mark a of several.
func parameterName(_ base: String, _ marks: [String], _ mark: Int...) -> String {
    marks.count < 2 ? base : "\(base)(\(mark.map { marks[$0] }.joined(separator: ",")))"
}

extension Double {
    /// Six significant digits at most.
    var short: String { self == rounded() && abs(self) < 1e9 ? String(Int(self)) : String(format: "%.6g", self) }
}
