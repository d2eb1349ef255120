import Foundation
import StateSpace

/// Values of other programs, which stand beside the scripts that wrote them.
enum Golden {
    /// By celerite2 and NumPy; see `golden/celerite.py`.
    struct Cases: Decodable {
        var program: String
        var cases: [Case]
    }

    struct Case: Decodable {
        struct Rows: Decodable {
            var times: [Double]
            var values: [Double]
            var channels: [Int]
            var errorVariances: [Double]
        }
        struct Model: Decodable {
            var terms: [Term]
            var loadings: [[Double]]
            var noise: [Double]
            var means: [Double]
        }
        struct Point: Decodable {
            var time: Double
            var channel: Int
        }
        struct Answer: Decodable {
            var logLikelihood: Double
            var means: [Double]
            var variances: [Double]
        }
        var name: String
        var rows: Rows
        var model: Model
        var points: [Point]
        var celerite2: Answer?
        var dense: Answer

        var title: String { "\(name), \(model.terms.map(\.kind))" }
        var observations: ObservationRows {
            ObservationRows(
                times: rows.times, channels: rows.channels, values: rows.values, errorVariances: rows.errorVariances)
        }
        var linearModel: LinearModel {
            LinearModel(
                components: zip(model.terms, model.loadings).map { .init($0.term, loadings: $1) }, noise: model.noise,
                means: model.means)
        }
    }

    /// In 80 digits; see `golden/precise.py`.
    struct Precise: Decodable {
        struct Case: Decodable {
            var terms: [Term]
            var noise: Double
            var logLikelihood: Double
            var means: [Double]
            var variances: [Double]
        }
        var times: [Double]
        var values: [Double]
        var points: [Double]
        var cases: [Case]
    }

    struct Term: Decodable {
        var kind: String
        var numbers: [Double]

        var term: ProcessTerm {
            switch kind {
            case "matern12": .matern12(deviation: numbers[0], lengthScale: numbers[1])
            case "matern32": .matern32(deviation: numbers[0], lengthScale: numbers[1])
            case "matern52": .matern52(deviation: numbers[0], lengthScale: numbers[1])
            case "slope": .slope(diffusion: numbers[0], start: numbers[1], startSlope: numbers[2])
            case "quasiPeriodic":
                .quasiPeriodic(
                    deviation: numbers[0], period: numbers[1], lengthScale: numbers[2], harmonics: Int(numbers[3]))
            default: fatalError("the golden file has a term \(kind)")
            }
        }
    }

    static func load<Value: Decodable>(_ name: String, as _: Value.Type) throws -> Value {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("golden/\(name)")
        return try JSONDecoder().decode(Value.self, from: Data(contentsOf: url))
    }
}
