import Testing

@testable import Lanes

/// The list of random-number purposes: no counter serves two.
@Suite struct RandomPurposeTests {
    /// Workbenches have seeds of their own, each of them.
    private let pairs = RandomPurpose.all.indices.flatMap { first in
        RandomPurpose.all.indices.dropFirst(first + 1).map { (RandomPurpose.all[first], RandomPurpose.all[$0]) }
    }.filter { !$0.0.families.intersection($0.1.families).subtracting([.workbench]).isEmpty }

    @Test func blocksAreDisjoint() {
        #expect(pairs.count > 60)
        for (a, b) in pairs { #expect(!a.overlaps(b), "\(a.name) and \(b.name)") }
    }

    /// `overlaps` says what corners and middles of the blocks say.
    @Test func overlapIsFound() {
        for (a, b) in pairs {
            for counter in [a.first, a.last] { #expect(!b.contains(counter), "\(a.name) and \(b.name)") }
        }
        let one = RandomPurpose("one", [.values], epochs: 4...8, samples: 1...3)
        let other = RandomPurpose("other", [.values], epochs: 8...9, samples: 3...5)
        let odd = RandomPurpose("odd", [.values], epochs: 5...9, epochStride: 2)
        let even = RandomPurpose("even", [.values], epochs: 4...8, epochStride: 2)
        #expect(one.overlaps(other) && one.contains(other.first &- SIMD4(0, 0, 1, 0)))
        #expect(odd.overlaps(one) && even.overlaps(one) && !odd.overlaps(even))
        #expect(!odd.contains(SIMD4(6, 0, 0, 0)) && odd.contains(SIMD4(7, 0, 0, 0)))
    }

    @Test func namesAreUnique() { #expect(Set(RandomPurpose.all.map(\.name)).count == RandomPurpose.all.count) }

    /// The counters that stored models and forecasts were made with.
    @Test func numbersStay() {
        let random = Philox4x32(seed: 9)
        #expect(
            random.normal(.forecastDraws, series: 5, sample: 2, index: 3)
                == random.normal(epoch: 0xFFFF_FF00, series: 5, sample: 2, index: 3))
        #expect(
            random.uniform(.episodeWindows, epoch: 7, series: 5, sample: 2, index: 3)
                == random.uniform(epoch: 7, series: 5, sample: 0x8000_0002, index: 3))
        #expect(
            random.permutation(count: 50, .validationSplit)
                == random.permutation(count: 50, epoch: 0xFFFF_FFFE, stream: 2))
        #expect(
            random.uniform(.latentDraws, series: 3, sample: 4)
                == random.uniform(epoch: 0xE000_0000, series: 0x2000_0003, sample: 4, index: 0))
        #expect(seriesKey("a") == 0xE40C_292C)
    }
}
