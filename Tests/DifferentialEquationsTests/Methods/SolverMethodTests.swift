import DifferentialEquations
import Foundation
import Testing

/// The one list of methods, and the names that stores and command lines hold.
@Suite struct SolverMethodTests {
    @Test func namesAreUniqueAndFoundAgain() {
        let names = SolverMethod.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count)
        for method in SolverMethod.allCases {
            #expect(SolverMethod(rawValue: method.rawValue) == method)
            #expect("\(method)" == method.rawValue)
        }
        #expect(SolverMethod(rawValue: "rk5") == nil && ExplicitMethod(rawValue: "kvaerno5") == nil)
    }

    /// Settings in existing stores name methods and gradients like this.
    @Test func storedNamesDecode() throws {
        let explicit = ["euler", "midpoint", "heun", "rk4", "bosh3", "dopri5", "tsit5", "dop853"]
        #expect(ExplicitMethod.allCases.map(\.rawValue) == explicit)
        #expect(
            SolverMethod.allCases.map(\.rawValue) == explicit + ["adams", "kvaerno3", "kvaerno5", "rodas5p", "auto"])
        let stored = Data(#"["tsit5","dop853"]"#.utf8)
        #expect(try JSONDecoder().decode([ExplicitMethod].self, from: stored) == [.tsit5, .dop853])
        #expect(try JSONDecoder().decode([SolverMethod].self, from: stored) == [.tsit5, .dop853])
        #expect(try JSONEncoder().encode([ExplicitMethod.tsit5, .dop853]) == stored)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ExplicitMethod].self, from: Data(#"["kvaerno5"]"#.utf8))
        }
        let gradient = Data(#"{"continuous":{"_0":{"relative":0.01,"absolute":0.001}}}"#.utf8)
        #expect(
            try JSONDecoder().decode(GradientMethod.self, from: gradient)
                == .continuous(AdjointTolerance(relative: 0.01, absolute: 0.001)))
    }

    @Test func anExplicitMethodIsASolverMethod() {
        for method in ExplicitMethod.allCases {
            #expect(SolverMethod(method).tableau?.name == method.rawValue)
            #expect(SolverMethod(method).estimatesError == (method.tableau.embeddedOrder != nil))
        }
        #expect(SolverMethod.kvaerno5.tableau == nil && SolverMethod.auto.estimatesError)
    }
}
