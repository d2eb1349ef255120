import Continuum

extension FactText {
    /// The line in the formats of this program's tables.
    func shown(_ timeKind: TimeKind) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .number(let number): Field.number(number).shown
            case .duration(let duration): DurationText.text(duration, timeKind)
            }
        }.joined()
    }
}
