import Crew
import Foundation
import Lanes
import StateSpace
import Testing

/// Sampled paths have the posterior's means and covariances.
@Suite struct PathTests {
    /// A Wiener process, every term together, and coupled channels.
    static let models = [ModelsUnderTest.single[5], ModelsUnderTest.single[7], ModelsUnderTest.coupled]
    private let noise = PathNoise(Philox4x32(seed: 5), series: 77)

    /// Means and covariances of many draws against a dense Gaussian process. An estimate from n draws has the standard error
    /// √((c_ii c_jj + c_ij²) / n); none of some hundred may be off by more than five.
    private func check(_ model: LinearModel, _ rows: ObservationRows, _ points: [ProcessPoint]) throws {
        let count = 4000
        let paths = model.samplePaths(given: rows, at: points, count: count, noise: noise, crew: WorkCrew(threads: 2))
        let known = try #require(DenseProcess(model, rows)).posterior(at: points)
        #expect(paths.count == count)
        let n = Double(count)
        let means = points.indices.map { point in paths.reduce(0) { $0 + $1[point] } / n }
        for i in points.indices {
            #expect(abs(means[i] - known.means[i]) < 5 * (max(known.covariance[i][i], 0) / n).squareRoot() + 1e-9)
            for j in 0...i {
                let found = paths.reduce(0) { $0 + ($1[i] - means[i]) * ($1[j] - means[j]) } / n
                let c = known.covariance
                let error = (max(c[i][i] * c[j][j], 0) + c[i][j] * c[i][j]).squareRoot() / n.squareRoot()
                #expect(abs(found - c[i][j]) < 5 * error + 1e-9, "\(points[i]), \(points[j])")
            }
        }
    }

    private func points(_ times: [Double], channels: Int) -> [ProcessPoint] {
        times.enumerated().map { ProcessPoint(time: $0.element, channel: $0.offset % channels) }
    }

    @Test(arguments: models) func jointDraws(model: LinearModel) throws {
        let rows = ModelsUnderTest.rows(14, channels: model.channels, seed: 3, gap: 3)
        let last = rows.times[13]
        try check(
            model, rows,
            points(
                [last + 1, -5, rows.times[4], -3.2, last + 4, rows.times[6] + 0.1, -9, last, -3.2],
                channels: model.channels))
    }

    @Test(arguments: models) func drawsAfterTheLastRow(model: LinearModel) throws {
        let rows = ModelsUnderTest.rows(14, channels: model.channels, seed: 3, gap: 3)
        let last = rows.times[13]
        try check(model, rows, points([last + 1, last, last + 6, last + 2.5, last + 1], channels: model.channels))
    }

    @Test func pathsAloneAmongOthersAndOnAnyThreads() {
        let model = ModelsUnderTest.coupled
        let rows = ModelsUnderTest.rows(40, channels: 3, seed: 8)
        for times in [[rows.times[39] + 1, -9, 0, 1], [rows.times[39] + 1, rows.times[39] + 9]] {
            let points = points(times, channels: 3)
            let all = model.samplePaths(given: rows, at: points, count: 37, noise: noise)
            for threads in [2, 3] {
                let crew = WorkCrew(threads: threads)
                #expect(model.samplePaths(given: rows, at: points, count: 37, noise: noise, crew: crew) == all)
            }
            for count in [1, 16, 20] {
                #expect(
                    model.samplePaths(given: rows, at: points, count: count, noise: noise) == Array(all.prefix(count)))
            }
        }
    }

    @Test func priorPaths() throws {
        let model = ModelsUnderTest.single[2]
        let rows = ObservationRows(times: [], values: [])
        try check(model, rows, points([-1, 0, 2, 0.5], channels: 1))
    }

    /// With hardly any noise every path goes through the rows.
    @Test func pathsGoThroughPreciseRows() {
        let model = LinearModel(
            [.matern32(deviation: 1, lengthScale: 3), .level(diffusion: 0.3, start: 1)], noise: 1e-7)
        var times: [Double] = []
        for index in 0..<30 {
            // Every third row nearly coincides with the one before.
            times.append(index % 3 == 1 ? times[index - 1] + 1e-5 : 0.4 * Double(index))
        }
        let rows = ObservationRows(times: times, values: times.map { (time: Double) in cos(time) })
        let points = (times + [-1]).map { ProcessPoint(time: $0) }
        for path in model.samplePaths(given: rows, at: points, count: 20, noise: noise) {
            for (found, value) in zip(path, rows.values) { #expect(abs(found - value) < 1e-6) }
        }
    }
}
