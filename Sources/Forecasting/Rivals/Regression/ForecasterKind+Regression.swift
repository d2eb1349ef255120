import TimeSeries

extension ForecasterKind {
    /// A ridge regression for each channel from features of the past, the lead and the other channels.
    public static let regression = ForecasterKind(
        name: "regression",
        summary: "a ridge regression on features of the past, the lead and the other variables",
        settings: ["history", "horizon", "season", "features"],
        verdict: { data in
            let points = data.pointsInSeriesOfTwo
            guard points >= RegressionFit.leastPoints else {
                return Verdict(
                    isEnough: false,
                    reason: "\(points) times in series of two or more; it needs \(RegressionFit.leastPoints)")
            }
            return Verdict(isEnough: true, reason: "\(points) times in series of two or more")
        },
        fit: { data, settings, context in
            ClosedFormFit { watch in
                try RegressionFit(data, settings: settings, threads: context.threads, watch: watch).forecaster()
            }
        },
        read: { try RegressionForecaster($0) })
}
