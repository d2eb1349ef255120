import Foundation

/// Values by SciPy and mpmath; see `golden/point_processes.py`.
struct Golden: Decodable {
    struct Test: Decodable {
        let sample: [Double]
        let statistic: Double
        let p: Double
    }
    let times: [Double]
    let windows: [[Double]]
    let season: [Double]
    let trend: [Double]
    let waits: [Double]
    let weibull: [[Double]]
    let lognormal: [[Double]]
    let tail: [[Double]]
    let gamma: [[Double]]
    let ks: Test

    static func load() throws -> Golden {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("golden/point_processes.json")
        return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: path))
    }
}
