import Continuum

/// `continuum ask`
enum AskCommand {
    private static let samples = Option(
        "--samples", "N", "Sample paths of each series", .integer(in: 10...100_000), default: 1000)
    private static let risk = Option(
        "--risk", "P", "Probability of having passed that the time to act by keeps below", .probability,
        otherwise: "0.05")

    static let command = Command(
        "ask", "Ask when a level is passed, or for a later value, mean, sum or maximum.", operands: [Operand.name],
        options: AskQuestion.declared
            + [
                risk, Option.series, Option.variables, samples, Option.quantiles, Option.asOf, Option.timeZone,
                Option.seed, Option.threads, Option.json, Option.format, Option.output,
            ],
        examples: [
            "continuum ask cells --when 'capacity < 1.4' --horizon 60d",
            "continuum ask liver --above 3 --at 2000 --variables bili",
            "continuum ask sales --sum 2024-03-01,2024-04-01 --every 1d",
        ], run: run)

    private static func run(_ arguments: Arguments, _ console: Console) throws {
        let name = arguments[.name]
        // Before anything is computed.
        _ = try arguments.rowFormat()
        let store = try arguments.openStore(.reading)
        let dialect = arguments.dialect(store)
        let question = try AskQuestion(arguments, dialect)
        let risk = arguments[risk]
        if risk != nil, !question.isPassage { throw UsageError("--risk belongs to --when") }
        let named = arguments[.variables]
        let forecaster = try store.forecaster(name)
        if named != nil, question.variable != nil {
            throw UsageError("--when names the variable; leave --variables out")
        }
        var inquiry = PathInquiry(
            question.question, of: question.variable.map { [$0] } ?? named ?? forecaster.variables)
        inquiry.step = question.step
        inquiry.samples = arguments[samples]
        inquiry.asOf = try dialect.moment(arguments[.asOf])
        inquiry.seed = arguments.seed
        inquiry.threads = arguments[.threads]
        var job = try InquiryJob(forecaster, inquiry)
        job.series = arguments[.series]
        if let risk { job.risk = risk }
        console.beginProgress()
        let result = try job.run(
            in: store, progress: { done, count in console.progress("\(done) of \(count) series") },
            isCancelled: { Interruption.isRequested })
        console.endProgress()
        if !result.untouched.isEmpty {
            console.note(
                "note: nothing is seen of \(result.untouched.count) series: "
                    + result.untouched.prefix(5).joined(separator: ", ") + (result.untouched.count > 5 ? ", …" : ""))
        }
        let rows = AskRows(
            question, quantiles: arguments.quantiles, risk: job.risk, times: TimeWriter(store.timeStyle))
        let writer = try arguments.rowWriter(rows.columns, console)
        for (series, answer) in result.answers { try writer.write(rows.row(series, answer)) }
        try writer.finish()
        for failure in result.failures {
            console.error("series \(failure.series): \(ErrorMessage.text(failure.reason))")
        }
        if !result.failures.isEmpty { throw CommandError.reported(.failed) }
    }
}
