import ReferenceProblems
import Testing

@Suite struct ReferenceProblemTests {
    @Test func everyProblemHasItsReference() {
        #expect(Set(ReferenceProblem.all.map(\.name)) == Set(ReferenceGolden.all.keys))
        #expect(Set(ReferenceProblem.all.map(\.name)) == Set(ReferenceGolden.scipy.keys))
        #expect(ReferenceProblem.all.count == 33)
    }

    @Test(arguments: ReferenceProblem.all.map(\.name)) func fieldIsThatOfTheReference(name: String) throws {
        let problem = try #require(ReferenceProblem.all.first { $0.name == name })
        let golden = try #require(ReferenceGolden.all[name])
        let probe = problem.initial.enumerated().map { 0.9 * $1 + 0.05 + 0.01 * Double($0) }
        let found = problem.derivative(at: 0.3, probe)
        #expect(found.count == golden.probe.count)
        let size = golden.probe.reduce(0) { max($0, abs($1)) }
        for (value, right) in zip(found, golden.probe) {
            #expect(abs(value - right) <= 1e-14 * max(abs(right), size / 100))
        }
        #expect(problem.times == golden.times)
        #expect(golden.states.allSatisfy { $0.count == problem.initial.count })
        #expect(golden.states.count == problem.times.count)
    }

    @Test(arguments: ReferenceProblem.all.map(\.name)) func referencesAgreeWithTheLiterature(name: String) throws {
        let golden = try #require(ReferenceGolden.all[name])
        #expect(golden.disagreement < 1e-14)
        // The literature's values are doubles, computed in doubles: at best some units in their fifteenth digit.
        // Arenstorf's orbit closes for its constants in exact arithmetic and amplifies their rounding a hundred thousandfold.
        if let published = golden.published { #expect(published < (name == "arenstorf" ? 1e-10 : 2e-12)) }
    }
}
