import Continuum

/// A log likelihood for the eye.
enum LikelihoodText {
    static func line(_ likelihood: EventLikelihood) -> String {
        "\(Field.number(likelihood.logLikelihood).shown) (\(Field.number(likelihood.perEvent).shown) per event, "
            + "\(Field.number(likelihood.perSequence).shown) per series, \(Field.number(likelihood.perTime).shown) per unit of exposure)"
    }
}

/// A log likelihood in each of its measures; null where it is infinite.
struct LikelihoodDocument: Encodable {
    let total: Double?
    let perEvent: Double?
    let perSequence: Double?
    let perTime: Double?
    let events: Int
    let series: Int
    let exposure: Double

    init(_ likelihood: EventLikelihood) {
        func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
        total = finite(likelihood.logLikelihood)
        perEvent = finite(likelihood.perEvent)
        perSequence = finite(likelihood.perSequence)
        perTime = finite(likelihood.perTime)
        events = likelihood.events
        series = likelihood.sequences
        exposure = likelihood.duration
    }
}
