import NeuralLayers
import TimeSeries

extension FitOption {
    static var task: [FitOption] {
        [
            duration(
                "history", "Length of the history that a forecast reads", otherwise: "learned from the data",
                into: \.task.history),
            duration(
                "horizon", "Length of the forecasts that training scores", otherwise: "learned from the data",
                into: \.task.horizon),
            season,
        ]
    }

    private static var season: FitOption {
        FitOption(
            "season", "DUR,...", "Periods of the seasons, such as 1d,7d, or none",
            default: "those that the data show"
        ) { text, kind, settings throws(FitOptionError) in
            guard text != "none" else {
                settings.task.season = .periods([])
                return
            }
            var periods: [Double] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: false) {
                let period: Double
                do throws(TimeError) { period = try TimeSpan.parse(String(part), kind: kind) } catch {
                    throw FitOptionError(
                        option: "season", text: text, problem: .invalid(need: "none, or periods: \(error)"))
                }
                guard !periods.contains(period) else {
                    throw FitOptionError(option: "season", text: text, problem: .isTwice(String(part)))
                }
                periods.append(period)
            }
            settings.task.season = .periods(periods)
        }.written { settings, kind in
            guard case .periods(let periods) = settings.task.season else { return nil }
            return periods.isEmpty ? "none" : periods.map { duration($0, kind) }.joined(separator: ",")
        }
    }

    static var network: [FitOption] {
        [
            choice("encoder", "CELL", "Recurrent cell that reads the history", into: \.network.encoder),
            integer(
                "latent", in: 1...512, "Features of the latent state", otherwise: "by the number of variables",
                into: \.network.latent),
            integer("hidden", in: 1...1024, "Units of each hidden layer", into: \.network.hidden),
            integer("layers", in: 1...8, "Hidden layers of the vector field", into: \.network.layers),
        ]
    }

    static var likelihood: FitOption {
        choice("likelihood", "NAME", "Distribution of the observations", into: \.likelihood)
    }

    static var training: [FitOption] {
        [
            integer(
                "epochs", in: 1...1_000_000, "Passes over the series", otherwise: "by the amount of data",
                into: \.training.epochs),
            duration(
                "time-limit", isOfClock: true, "Stop after this long and keep what was learned",
                into: \.training.timeLimit),
            integer(
                "batch", in: 1...100_000, "Series or windows per update", otherwise: "by the amount of data",
                into: \.training.batch),
            number("learning-rate", "Peak learning rate of Adam", into: \.training.learningRate),
            integer(
                "samples", in: 1...1000, "Draws from the posterior per series and update",
                into: \.training.samples),
        ]
    }

    static var validation: FitOption {
        number(
            "validation", where: { $0 >= 0 && $0 <= 0.9 }, need: "a share from 0 to 0.9",
            "Share held out to choose the best epoch", into: \.validation)
    }

    /// Read for every kind: it is about the trial. Whether there are such kinds is for who knows them to say.
    static var rivals: FitOption {
        FitOption(
            "rivals", "KIND,KIND,...", "Kinds that take part in the trial, and of which a mixture is made",
            default: "all"
        ) { text, _, settings in
            settings.rivals = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }.written { settings, _ in settings.rivals?.joined(separator: ",") }
    }

    static var features: FitOption {
        integer(
            "features", in: 0...2000, "Random features that a regression adds to those of its past",
            into: \.regression.features)
    }

    static var eventTimes: FitOption {
        FitOption(
            "event-times", nil,
            "Model the observation times together with the values (informative sampling), and compare with separate models"
        ) { _, _, settings throws(FitOptionError) in
            guard settings.solver.regularization.isOff else {
                throw FitOptionError(option: "event-times", text: "", problem: .excludes(option: "regularize"))
            }
            settings.eventTimes = .joint
        }.written { settings, _ in settings.eventTimes == .joint ? "" : nil }
    }
}
