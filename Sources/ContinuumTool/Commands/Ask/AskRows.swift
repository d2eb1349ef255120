import Continuum
import TimeSeries

/// The rows that `ask` prints, by the kind of question.
struct AskRows {
    private let question: AskQuestion
    private let quantiles: [Double]
    private let risk: Double
    private let times: TimeWriter

    init(_ question: AskQuestion, quantiles: [Double], risk: Double, times: TimeWriter) {
        self.question = question
        self.quantiles = quantiles
        self.risk = risk
        self.times = times
    }

    var columns: [String] {
        let names = quantiles.map(QuantileName.text)
        return switch question.question {
        case .firstPassage:
            ["series", "variable", "condition", "from", "horizon", "probability"] + names + ["act_by", "censored"]
                + (question.notBefore == nil ? [] : ["not_before"])
        case .value: ["series", "variable", "condition", "time", "probability", "mean", "sd"] + names
        case .mean, .sum, .maximum: ["series", "variable", "quantity", "from", "to", "mean", "sd"] + names
        }
    }

    func row(_ series: String, _ answer: PathAnswer) -> [Field] {
        let head: [Field] = [.text(series), .text(answer.variable)]
        func spread(_ values: PathValues) -> [Field] {
            [.number(values.mean), .number(values.deviation)] + quantiles.map { .number(values.quantile($0)) }
        }
        func span(_ quantity: String, _ begin: Moment, _ end: Moment, _ values: PathValues) -> [Field] {
            head + [.text(quantity), Field(begin, times), Field(end, times)] + spread(values)
        }
        switch (question.question, answer.finding) {
        case (.firstPassage(let condition, _), .passage(let passage)):
            func moment(_ elapsed: Double?) -> Field {
                elapsed.map { Field(passage.now.advanced(by: $0), times) } ?? .null
            }
            var row =
                head + [
                    .text("\(answer.variable) \(condition)"), moment(0), moment(passage.horizon),
                    .number(passage.probability),
                ]
            row += quantiles.map { moment(passage.quantile($0)) }
            row += [moment(passage.actBy(risk: risk)), .text(passage.isCensored ? "yes" : "no")]
            if let limit = question.notBefore {
                let elapsed = limit.elapsed(since: passage.now)
                // Beyond the horizon nothing was looked at.
                row.append(elapsed > passage.horizon ? .null : .number(passage.probability(notBefore: elapsed)))
            }
            return row
        case (.value(let time, let condition), .value(let values, let probability)):
            return head + [.text("\(answer.variable) \(condition)"), Field(time, times), .number(probability)]
                + spread(values)
        case (.mean(let begin, let end), .total(let values)): return span("mean", begin, end, values)
        case (.sum(let begin, let end), .total(let values)): return span("sum", begin, end, values)
        case (.maximum(let begin, let end), .total(let values)): return span("max", begin, end, values)
        default: preconditionFailure("the answer is not to the question \(question.question)")
        }
    }
}
