import Lanes
import NeuralLayers
import Testing

@Suite struct ParameterTreeTests {
    private func tree() -> ParameterTree {
        var tree = ParameterTree()
        _ = tree.add("a.weight", shape: [2, 3], initializer: .uniform(bound: 0.5))
        _ = tree.add("a.bias", shape: [2], initializer: .constant(-1))
        _ = tree.add("none", shape: [0, 5], initializer: .constant(9))
        _ = tree.add("b", shape: [], initializer: .fan(in: 4))
        return tree
    }

    @Test func arraysFollowEachOther() {
        let tree = tree()
        #expect(tree.entries.map(\.name) == ["a.weight", "a.bias", "none", "b"])
        #expect(tree.entries.map(\.offset) == [0, 6, 8, 8])
        #expect(tree.entries.map(\.count) == [6, 2, 0, 1])
        #expect(tree.count == 9)
        #expect(tree["a.bias"]?.offset == 6 && tree["a.bias"]?.shape == [2])
        #expect(tree["a"] == nil)
    }

    @Test func addReturnsTheOffset() {
        var tree = tree()
        #expect(tree.add("c", shape: [4], initializer: .constant(0)) == 9)
        #expect(tree.count == 13)
    }

    @Test func twoArraysOfOneNameAreAMistake() async {
        await #expect(processExitsWith: .failure) {
            var tree = ParameterTree()
            _ = tree.add("w", shape: [1], initializer: .constant(0))
            _ = tree.add("w", shape: [2], initializer: .constant(0))
        }
    }

    @Test func initialValuesAreThoseOfTheInitialisers() {
        let values: [Double] = tree().initialValues(seed: 7)
        #expect(values.count == 9)
        #expect(values[0..<6].allSatisfy { abs($0) < 0.5 } && Set(values[0..<6]).count == 6)
        #expect(values[6..<8] == [-1, -1])
        #expect(abs(values[8]) < 0.5)
    }

    @Test func initialValuesDependOnSeedAndPlaceAlone() {
        let values: [Double] = tree().initialValues(seed: 7)
        #expect(tree().initialValues(seed: 7) == values)
        #expect(tree().initialValues(seed: 8) != values)
        var longer = tree()
        _ = longer.add("z", shape: [100], initializer: .uniform(bound: 1))
        let more: [Double] = longer.initialValues(seed: 7)
        #expect(more.prefix(9) == values[...])
        // Single precision holds the same numbers, rounded.
        let floats: [Float] = tree().initialValues(seed: 7)
        #expect(floats == values.map { Float($0) })
    }

    @Test func uniformValuesFillTheirRange() {
        var tree = ParameterTree()
        _ = tree.add("w", shape: [100, 100], initializer: .fan(in: 16))
        let values: [Double] = tree.initialValues(seed: 3)
        #expect(values.allSatisfy { abs($0) < 0.25 })
        // The mean of n numbers uniform in ±b has deviation b/√(3n), their mean square about b²/3.
        let mean = values.reduce(0, +) / 1e4
        let square = values.reduce(0) { $0 + $1 * $1 } / 1e4
        #expect(abs(mean) < 4 * 0.25 / 3e4.squareRoot())
        #expect(abs(square - 0.0625 / 3) < 0.001)
    }

    @Test func theFanOfNothingIsOne() { #expect(Initializer.fan(in: 0) == .uniform(bound: 1)) }
}
