import Foundation
import Testing

@testable import PointProcesses

/// Both ways to simulate agree with each other, and with the process.
@Suite struct SimulationTests {
    static let processes: [any PointProcess] = [
        ConstantProcess(rates: [2]),
        PiecewiseProcess(edges: [0, 1, 3], period: 3, rates: [[4, 0.5]]),
        LogLinearProcess(
            hasTrend: true, center: 10, scale: 10, seasons: [Season(period: 4, harmonics: 2)],
            coefficients: [[0.6, 0.3, 0.8, -0.4, 0.2, 0.5]]),
        HawkesProcess(baseline: [0.8], branching: [[0.6]], decay: 1.5),
        RenewalProcess(waiting: .weibull, parameters: [[0.7, 0.6]]),
        RenewalProcess(waiting: .weibull, parameters: [[2.5, 0.6]]),
        RenewalProcess(waiting: .logNormal, parameters: [[-0.8, 0.7]]),
    ]

    @Test(arguments: processes.indices) func residualsPassAndMethodsAgree(_ index: Int) throws {
        let process = Self.processes[index]
        let exposure = [try Exposure(start: 0, end: 20)]
        var counts: [SimulationMethod: [Double]] = [:]
        for (stream, method) in SimulationMethod.allCases.enumerated() {
            var data: [EventSequence] = []
            for sample in 0..<60 {
                var random = RandomStream(seed: 11, series: UInt32(stream), sample: UInt32(sample))
                data.append(try process.simulate(exposure, method: method, random: &random))
            }
            counts[method] = data.map { Double($0.times.count) }
            let residuals = try TimeRescaling(process, data)
            // Seeded: one in a thousand of fourteen tests.
            #expect(residuals.test.pValue > 0.001, "\(method) of \(process): \(residuals.test)")
            #expect(residuals.independence > 0.001)
        }
        func moments(_ values: [Double]) -> (mean: Double, variance: Double) {
            let mean = values.reduce(0, +) / Double(values.count)
            return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
        }
        let a = moments(counts[.thinning] ?? [])
        let b = moments(counts[.inversion] ?? [])
        #expect(abs(a.mean - b.mean) < 3.5 * ((a.variance + b.variance) / 60).squareRoot())
    }

    @Test(arguments: processes.indices) func boundsHold(_ index: Int) throws {
        let process = Self.processes[index]
        var random = RandomStream(seed: 2)
        let data = try process.simulate([try Exposure(start: 0, end: 20)], random: &random)
        var checked = 0
        try process.walk(data) { path, gap, _, _ in
            var from = gap.from
            while from < gap.to {
                let to = min(gap.to, from + path.reach(from: from))
                let bound = path.bound(from: from, to: to)
                for k in 0...20 {
                    let time = from + (to - from) * Double(k) / 20
                    #expect(process.total(path, at: time) <= bound * (1 + 1e-9))
                    checked += 1
                }
                from = to
            }
        }
        #expect(checked > 100)
    }

    @Test func compensatorsAgainstQuadrature() throws {
        for process in Self.processes {
            let path = try process.path(
                for: EventSequence(times: [], exposure: [try Exposure(start: 0, end: 20)]))
            var sum = 0.0
            for (from, to) in [(0.5, 1.0), (1.0, 3.0), (3.0, 3.7)] {
                GaussLegendre.forEachNode(from: from, to: to, panel: 0.02) { node, weight in
                    sum += weight * process.total(path, at: node)
                }
            }
            #expect(abs(sum - process.totalCompensator(path, from: 0.5, to: 3.7)) < 1e-8, "\(process)")
        }
    }

    @Test func anExplosionIsTold() throws {
        var random = RandomStream(seed: 1)
        #expect(throws: EventError.self) {
            try HawkesProcess(baseline: [1], branching: [[1.5]], decay: 5).simulate(
                [try Exposure(start: 0, end: 100)], random: &random, mostEvents: 10_000)
        }
    }

    @Test func theSameSeedGivesTheSame() throws {
        let exposure = [try Exposure(start: 0, end: 20)]
        var a = RandomStream(seed: 4, series: 2)
        var b = RandomStream(seed: 4, series: 2)
        var c = RandomStream(seed: 4, series: 3)
        let process = Self.processes[3]
        let first = try process.simulate(exposure, random: &a)
        #expect(try process.simulate(exposure, random: &b) == first)
        #expect(try process.simulate(exposure, random: &c) != first)
    }
}
