import TimeSeries

extension ForecasterKind {
    /// A Gaussian process for each channel: levels, slopes, Matérn terms and damped cycles, chosen by the likelihood.
    public static let stateSpace = ForecasterKind(
        name: StateSpaceForecaster.name,
        summary: "a Gaussian process: levels, slopes, smooth terms and cycles, as the likelihood bears out",
        settings: ["season"],
        verdict: { data in
            let usable = (0..<data.count).map(data.points(of:)).filter { $0 >= 2 }
            let points = usable.reduce(0, +)
            guard points >= StateSpaceFit.leastPoints else {
                return Verdict(
                    isEnough: false,
                    reason: "\(points) times in series of two or more; it needs \(StateSpaceFit.leastPoints)")
            }
            return Verdict(
                isEnough: true, reason: "\(usable.count) series of two times or more, \(points) times in all")
        },
        fit: { data, settings, context in
            ClosedFormFit { watch in
                try StateSpaceFit(data, settings, threads: context.threads, watch: watch).forecaster()
            }
        },
        read: { try StateSpaceForecaster($0) })
}
