import Continuum
import DifferentialEquations
import Foundation

/// Runs one workload and prints its figures as a line of JSON, or a line for each part.
@main struct Benchmarks {
    static func main() {
        do {
            let words = Array(CommandLine.arguments.dropFirst())
            guard let name = words.first, name != "--help" else {
                print(help)
                return
            }
            guard let workload = Workload.all.first(where: { $0.name == name }) else {
                throw BenchmarkError("there is no workload '\(name)'\n\(help)")
            }
            var settings = try settings(workload, Array(words.dropFirst()))
            settings.tell = { [settings] part in
                print(try line(workload, settings, part))
                fflush(nil)
            }
            let found = try workload.run(settings)
            for part in found.parts.isEmpty ? [found] : found.parts { print(try line(workload, settings, part)) }
        } catch {
            FileHandle.standardError.write(Data("Benchmarks: \(error)\n".utf8))
            exit(1)
        }
    }

    private static var help: String {
        let width = Workload.all.map(\.name.count).max() ?? 0
        let lines = Workload.all.map {
            "  " + $0.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.summary
        }
        return """
            usage: Benchmarks WORKLOAD [--data DIR] [--threads N] [--iterations N] [--rows N] [--seed N] [--rtol X] [--atol X]
                                   [--gradient discrete|checkpointed|continuous|interpolating] [--problem NAME]
                                   [--compare-gradient yes] [--kind NAME] [--features N]
                                   [--cases DIR] [--only NAME,...] [--kinds NAME,...] [--seeds N]
            \(lines.joined(separator: "\n"))
            """
    }

    private static func settings(_ workload: Workload, _ words: [String]) throws -> BenchmarkSettings {
        var settings = BenchmarkSettings()
        settings.data = workload.data
        workload.prepare(&settings)
        var rest = words[...]
        while let option = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchmarkError("\(option) needs a value") }
            func number<Value: LosslessStringConvertible>(_ type: Value.Type) throws -> Value {
                guard let number = Value(value) else { throw BenchmarkError("\(option) \(value): not a number") }
                return number
            }
            switch option {
            case "--data": settings.data = value
            case "--threads": settings.threads = try max(1, number(Int.self))
            case "--iterations": settings.iterations = try max(1, number(Int.self))
            case "--rows": settings.rows = try max(1, number(Int.self))
            case "--seed": settings.seed = try number(UInt64.self)
            case "--rtol": settings.relativeTolerance = try number(Double.self)
            case "--atol": settings.absoluteTolerance = try number(Double.self)
            case "--problem": settings.problem = value
            case "--kind": settings.kind = value
            case "--cases": settings.cases = value
            case "--only": settings.only = value.split(separator: ",").map(String.init)
            case "--kinds": settings.kinds = value.split(separator: ",").map(String.init)
            case "--seeds": settings.seeds = try max(1, number(Int.self))
            case "--features": settings.features = try max(0, number(Int.self))
            case "--series": settings.series = try max(1, number(Int.self))
            case "--batch": settings.batch = try max(1, number(Int.self))
            case "--tscale": settings.timeScale = try number(Double.self)
            case "--wscale": settings.weightScale = try number(Double.self)
            case "--block": settings.blockRows = try max(1, number(Int.self))
            case "--compare-gradient": settings.comparesGradient = value != "no"
            case "--peak": settings.measuresPeak = value != "no"
            case "--gradient":
                let methods: [String: GradientMethod] = [
                    "discrete": .discrete, "continuous": .continuous(), "interpolating": .interpolating(),
                    "checkpointed": .checkpointed(bytes: 1_000_000),
                ]
                guard let method = methods[value] else {
                    throw BenchmarkError("--gradient \(value): \(methods.keys.sorted().joined(separator: ", "))")
                }
                settings.gradient = method
            default: throw BenchmarkError("there is no option \(option)\n\(help)")
            }
        }
        return settings
    }

    private static func line(_ workload: Workload, _ settings: BenchmarkSettings, _ found: Measurements) throws
        -> String
    {
        var fields: [String: Any] = [
            "workload": workload.name, "threads": settings.threads, "version": continuumVersion,
            "processor": Machine.processor, "peak_rss_mb": rounded(Machine.peakMemory),
        ]
        for (key, value) in found.numbers { fields[key] = rounded(value) }
        for (key, value) in found.texts { fields[key] = value }
        for (key, table) in found.tables { fields[key] = table.mapValues { $0.mapValues { rounded($0) } } }
        for (key, values) in found.lists { fields[key] = values.map { $0.map { rounded($0) as Any } ?? NSNull() } }
        let data = try JSONSerialization.data(withJSONObject: fields, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }

    /// `value` rounded to six significant digits, as a decimal number, which JSON prints without further digits.
    private static func rounded(_ value: Double) -> NSDecimalNumber {
        NSDecimalNumber(string: String(format: "%.6g", value))
    }
}

/// Why a workload cannot be run.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
