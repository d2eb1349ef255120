import Foundation

extension ReferenceProblem {
    /// DETEST class D: a body on an ellipse about another, of eccentricity 0.1, 0.3, 0.5, 0.7 and 0.9.
    public static let orbits: [ReferenceProblem] = [0.1, 0.3, 0.5, 0.7, 0.9].enumerated().map { index, e in
        let speed = ((1 + e) / (1 - e)).squareRoot()
        return ReferenceProblem("D\(index + 1)", initial: [1 - e, 0, 0, speed], times: even(20)) { _, y, dy in
            let square = y[0] * y[0] + y[1] * y[1]
            let cube = square * square.squareRoot()
            dy[0] = y[2]
            dy[1] = y[3]
            dy[2] = -y[0] / cube
            dy[3] = -y[1] / cube
        }
    }
}
