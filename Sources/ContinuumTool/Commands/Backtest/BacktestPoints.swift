import Continuum
import TimeSeries

/// Every scored point of a backtest as CSV.
enum BacktestPoints {
    /// Bytes that are written at once.
    private static let chunk = 1 << 20

    /// Writes a row for each forecaster and point, with the quantiles of `probabilities`, and puts the file in its place.
    static func write(
        _ result: BacktestResult, _ probabilities: [Double], _ times: TimeWriter, to file: OutputFile
    ) throws(CommandError) {
        let targets = result.targets
        let levels = result.plan.levels
        let places = probabilities.map { level in
            levels.indices.min { abs(levels[$0] - level) < abs(levels[$1] - level) } ?? 0
        }
        var text =
            (["model", "series", "variable", "cutoff", "time", "lead", "actual", "mean", "sd"]
            + probabilities.map(QuantileName.text)).joined(separator: ",") + "\n"
        for (candidate, columns) in zip(result.candidates, result.columns) {
            guard let columns else { continue }
            for (index, origin) in targets.origins.enumerated() {
                let head = [
                    Field.text(candidate.name), .text(targets.collection.names[origin.series]),
                ].map(\.csv).joined(separator: ",")
                let cutoff = Field(origin.cutoff, times).csv
                for point in targets.offsets[index]..<targets.offsets[index + 1] where columns.isScored(point) {
                    let numbers =
                        [
                            targets.leads[point], targets.observed(point), columns.means[point],
                            columns.deviations[point],
                        ]
                        + places.map { columns.quantiles[point * levels.count + $0] }
                    let variable = Field.text(targets.collection.variables[targets.variable(of: point)]).csv
                    text += "\(head),\(variable),\(cutoff),\(Field(targets.time(of: point), times).csv)"
                    for number in numbers { text += "," + Field.number(number).csv }
                    text += "\n"
                }
                guard text.utf8.count > chunk else { continue }
                try file.write(Array(text.utf8))
                text = ""
            }
        }
        try file.write(Array(text.utf8))
        try file.finish()
    }
}
