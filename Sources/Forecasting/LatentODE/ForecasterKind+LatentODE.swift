import TimeSeries

extension ForecasterKind {
    /// A recurrent encoder, a latent path that a neural differential equation carries on, a decoder
    /// (``LatentODEForecaster``).
    public static let latentODE = ForecasterKind(
        name: "latent-ode",
        summary: "a latent path carried on by a neural differential equation",
        settings: Set(FitOption.all.map(\.name)).subtracting(["features"]),
        verdict: latentODEVerdict,
        fit: { try LatentODETrainer($0, settings: $1, threads: $2.threads) },
        read: { try LatentODEForecaster($0) })

    private static func latentODEVerdict(_ data: SeriesCollection) -> Verdict {
        let usable = (0..<data.count).map(data.points(of:)).filter { $0 >= 2 }
        let points = usable.reduce(0, +)
        if usable.isEmpty { return Verdict(isEnough: false, reason: "no series has observations at two times") }
        if points < LatentODETrainer.leastPoints {
            return Verdict(
                isEnough: false,
                reason: "\(points) times in series of two or more; it needs \(LatentODETrainer.leastPoints)")
        }
        let text = "\(usable.count) series of two times or more, \(points) times in all"
        return Verdict(
            isEnough: true, reason: points < 500 ? text + "; little, so look at the skill that fit reports" : text)
    }
}
