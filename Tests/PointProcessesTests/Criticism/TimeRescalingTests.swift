import Foundation
import Testing

@testable import PointProcesses

/// Residuals: nominal under the truth, telling under a falsehood.
@Suite struct TimeRescalingTests {
    /// Under the truth one test in twenty fails: 500 runs, 3 to 7 %.
    @Test func nominalRate() throws {
        let process = HawkesProcess(baseline: [1], branching: [[0.5]], decay: 2)
        let exposure = [try Exposure(start: 0, end: 40)]
        var rejected = 0
        for run in 0..<500 {
            var random = RandomStream(seed: 8, sample: UInt32(run))
            let data = try process.simulate(exposure, method: .inversion, random: &random)
            if try TimeRescaling(process, [data]).test.pValue < 0.05 { rejected += 1 }
        }
        #expect((15...35).contains(rejected), "\(rejected) of 500")
    }

    @Test func aFalseModelFails() throws {
        let process = HawkesProcess(baseline: [1], branching: [[0.7]], decay: 4)
        var random = RandomStream(seed: 8)
        let data = try process.simulate([try Exposure(start: 0, end: 300)], random: &random)
        let constant = ConstantProcess.fit([data], markCount: 1).process
        let residuals = try TimeRescaling(constant, [data])
        #expect(residuals.test.pValue < 1e-4)
        #expect(residuals.quantilePlot(count: 50).count <= 50)
        #expect(try TimeRescaling(process, [data]).test.pValue > 0.01)
    }

    @Test func residualsByHand() throws {
        let data = [
            try EventSequence(times: [1, 3], exposure: [try Exposure(start: 0, end: 4)]),
            try EventSequence(times: [2], exposure: [try Exposure(start: 0, end: 5)]),
        ]
        // The gap that the first window cuts short goes on in the second.
        #expect(try TimeRescaling(ConstantProcess(rates: [0.5]), data).residuals == [0.5, 1, 1.5])
    }
}
