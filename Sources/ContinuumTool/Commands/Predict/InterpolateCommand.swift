import Continuum

/// `continuum interpolate`
enum InterpolateCommand {
    static let command = Command(
        "interpolate", "Predict values between the first and the last observation, with uncertainty.",
        operands: [Operand.name], options: Prediction.options,
        examples: [
            "continuum interpolate liver --series 2 --every 30 --output liver.csv",
            "continuum interpolate co2 --at 1964-02-15,1964-03-15",
        ]
    ) { try Prediction.run(.interpolation, $0, $1) }
}
