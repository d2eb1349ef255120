import NeuralLayers

extension FitOption {
    static var task: [FitOption] {
        [
            duration(
                "history", "Length of history that a forecast reads (default: learned from the data).",
                into: \.task.history),
            duration(
                "horizon", "Length ahead that training scores (default: learned from the data).", into: \.task.horizon),
        ]
    }

    static var network: [FitOption] {
        [
            choice("encoder", "CELL", "Cell that reads the history (default: gru).", into: \.network.encoder),
            integer(
                "latent", in: 1...512, "Features of the latent state (default: by the number of variables).",
                into: \.network.latent),
            integer("hidden", in: 1...1024, "Units of each hidden layer (default: 32).", into: \.network.hidden),
            integer("layers", in: 1...8, "Hidden layers of the vector field (default: 2).", into: \.network.layers),
        ]
    }

    static var likelihood: FitOption {
        choice("likelihood", "NAME", "Distribution of observations (default: auto).", into: \.likelihood)
    }

    static var training: [FitOption] {
        [
            integer(
                "epochs", in: 1...1_000_000, "Passes over the series (default: by the amount of data).",
                into: \.training.epochs),
            duration(
                "time-limit", isOfClock: true, "Stop after so long and keep what was learned.",
                into: \.training.timeLimit),
            integer(
                "batch", in: 1...100_000, "Series or windows in an update (default: by the amount of data).",
                into: \.training.batch),
            number("learning-rate", "Peak learning rate of Adam (default: 0.01).", into: \.training.learningRate),
            integer(
                "samples", in: 1...1000, "Draws from the posterior for each series and update (default: 1).",
                into: \.training.samples),
        ]
    }

    static var validation: FitOption {
        number(
            "validation", where: { $0 >= 0 && $0 <= 0.9 }, need: "a share from 0 to 0.9",
            "Share kept to choose the best epoch (default: 0.1).", into: \.validation)
    }

    static var eventTimes: FitOption {
        FitOption(
            "event-times", nil,
            "Model the observation times together with the values (informative sampling), and print what that brings."
        ) { _, _, settings throws(FitOptionError) in
            guard settings.solver.regularization.isOff else {
                throw FitOptionError(option: "event-times", text: "", problem: .excludes(option: "regularize"))
            }
            settings.eventTimes = .joint
        }
    }
}
