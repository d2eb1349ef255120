import Foundation
import ReferenceProblems

/// What `golden/reference.py` and `golden/scipy_work.py` found out.
struct ReferenceGolden: Decodable {
    /// Output times.
    let times: [Double]
    /// States at the times.
    let states: [[Double]]
    /// The field at t = 0.3 and y = 0.9 y₀ + (0.05, 0.06, …).
    let probe: [Double]
    /// Difference of two computations of different order.
    let disagreement: Double
    /// Difference from the end state that the literature prints.
    let published: Double?

    /// Of every problem, by its name.
    static let all: [String: ReferenceGolden] = read("reference.json")
    /// SciPy's solvers by problem and solver.
    static let scipy: [String: [String: Work]] = read("scipy_work.json")
    /// The tolerances of `scipy`.
    static let tolerances = (3...9).map { 1 / pow(10, Double($0)) }

    /// Error and evaluations of one solver at each of the tolerances.
    struct Work: Decodable {
        /// As `ReferenceProblem.error`; `nil` where the solver failed.
        let error: [Double?]
        /// Evaluations of the field.
        let evaluations: [Int]
    }

    private static func read<Content: Decodable>(_ name: String) -> [String: Content] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("golden")
        do {
            return try JSONDecoder().decode(
                [String: Content].self, from: Data(contentsOf: folder.appendingPathComponent(name)))
        } catch {
            preconditionFailure("golden/\(name): \(error)")
        }
    }
}

extension ReferenceProblem {
    /// The reference states at the output times.
    var states: [[Double]] { ReferenceGolden.all[name]?.states ?? [] }
}
