import Crew
import Foundation
import StateSpace
import Testing

/// The smoother's means and variances against a dense Gaussian process.
@Suite struct PosteriorTests {
    /// Before, at, between and after the rows, out of order.
    private func points(_ rows: ObservationRows, channels: Int) -> [ProcessPoint] {
        let first = rows.times.first ?? 0
        let last = rows.times.last ?? 0
        var times = [last + 3, first - 2, first, last, last + 0.01, first - 40, first - 1e-9, last + 1e4]
        for row in stride(from: 0, to: rows.count, by: 3) { times.append(rows.times[row]) }
        for row in stride(from: 1, to: rows.count, by: 2) {
            times.append(0.4 * rows.times[row - 1] + 0.6 * rows.times[row])
        }
        return times.flatMap { time in (0..<channels).map { ProcessPoint(time: time, channel: $0) } }
    }

    @Test(arguments: ModelsUnderTest.all) func agreesWithTheDenseProcess(model: LinearModel) throws {
        for count in [1, 2, 60] {
            let rows = ModelsUnderTest.rows(count, channels: model.channels, seed: UInt64(count), gap: 8)
            let points = points(rows, channels: model.channels).filter { abs($0.time) < 100 }
            let found = model.posterior(given: rows, at: points)
            let known = try #require(DenseProcess(model, rows)).posterior(at: points)
            for index in points.indices {
                let scale = DenseProcess.covariance(model, points[index], points[index], origin: rows.origin)
                #expect(abs(found.means[index] - known.means[index]) < 1e-10 * (1 + abs(known.means[index])))
                #expect(abs(found.variances[index] - known.covariance[index][index]) < 1e-11 * max(scale, 1))
            }
        }
    }

    @Test func pointsAloneAmongOthersAndOnAnyThreads() {
        let model = ModelsUnderTest.coupled
        // More rows than a few blocks.
        let rows = ModelsUnderTest.rows(2900, channels: 3, seed: 4)
        let all = Array(points(rows, channels: 3).enumerated().filter { $0.offset % 7 == 0 }.map(\.element))
        let found = model.posterior(given: rows, at: all)
        for threads in [2, 3] {
            #expect(model.posterior(given: rows, at: all, crew: WorkCrew(threads: threads)) == found)
        }
        for index in stride(from: 0, to: all.count, by: all.count / 9) {
            let alone = model.posterior(given: rows, at: [all[index]])
            #expect(alone.means[0] == found.means[index] && alone.variances[0] == found.variances[index])
        }
    }

    @Test(arguments: ModelsUnderTest.single) func priorWithoutRows(model: LinearModel) {
        let rows = ObservationRows(times: [], channels: [], values: [], origin: 1.5)
        let points = [-3, 1.5, 2, 9].map { ProcessPoint(time: $0) }
        let found = model.posterior(given: rows, at: points)
        for (index, point) in points.enumerated() {
            let known = DenseProcess.covariance(model, point, point, origin: 1.5)
            #expect(found.means[index] == model.means[0])
            #expect(abs(found.variances[index] - known) < 1e-12 * known)
        }
    }

    @Test func stateCarriedOn() {
        let model = ModelsUnderTest.coupled
        let rows = ModelsUnderTest.rows(50, channels: 3, seed: 9)
        func part(_ range: Range<Int>) -> ObservationRows {
            ObservationRows(
                times: Array(rows.times[range]), channels: Array(rows.channels[range]),
                values: Array(rows.values[range]),
                errorVariances: Array(rows.errorVariances[range]), weights: Array(rows.weights[range]))
        }
        var state = model.filterState(after: part(0..<20))
        for row in 20..<50 { model.carry(&state, over: part(row..<row + 1)) }
        #expect(state == model.filterState(after: rows))
        #expect(state.logLikelihood == model.logLikelihood(rows))
        let points = [0, 1, 2].map { ProcessPoint(time: rows.times[49] + 2, channel: $0) }
        #expect(model.forecast(from: state, at: points) == model.posterior(given: rows, at: points))
    }
}
