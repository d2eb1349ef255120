import StateSpace

extension StateSpaceForecaster {
    var report: FitReport {
        let parameters =
            channels.reduce(0) { sum, channel in
                // Models of single series have other terms; each number of theirs is counted too.
                channel.own.values.reduce(sum + channel.parameters) { $0 + $1.numbers }
            }
            + (coupled == nil ? 0 : channels.count + 1)
        let summary = StateSpaceSummary(trainingSeries: series, observations: observations, parameters: parameters)
        return FitReport(
            series: series, observations: observations, parameters: parameters,
            facts: channels.indices.flatMap(facts) + factorFacts,
            sections: ["channels": channels, "summary": summary], summary: summary)
    }

    /// The factor that channels share, with the deviation that it gives each of them.
    private var factorFacts: [FitReport.Fact] {
        guard let coupled, let factor = coupled.components.last, let couplingGain else { return [] }
        var text = factor.term.name(unit: unit)
        for (index, channel) in channels.enumerated() {
            let deviation = factor.loadings[index] * channel.shared.scale.scale
            text = text + "\(index == 0 ? "; on" : ",") \(channel.name) \(number: deviation)"
        }
        return [.init("factor", text + "; adds \(number: couplingGain) nats of evidence")]
    }

    private func facts(_ index: Int) -> [FitReport.Fact] {
        let channel = channels[index]
        let model = coupled.map { channel.shared.replacing($0, channel: index) } ?? channel.shared
        var facts = [FitReport.Fact("process", "\(channel.name): " + model.description(unit: unit))]
        facts.append(.init("noise", "\(channel.name): " + model.noiseDescription))
        if !channel.own.isEmpty {
            let names = channel.own.keys.sorted()
            let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", …" : "")
            facts.append(.init("series", "\(channel.name): \(names.count) with a model of their own: \(shown)"))
        } else if series > 1 {
            facts.append(.init("series", "\(channel.name): one model for all"))
        }
        facts.append(
            .init(
                "likelihood",
                "\(channel.name): \(number: channel.logLikelihood / Double(max(channel.rows, 1))) nats a row, \(channel.rows) rows learned from, \(channel.outliers) outliers among them"
            ))
        return facts
    }
}

private struct StateSpaceSummary: Encodable, Sendable {
    let trainingSeries: Int
    let observations: Int
    let parameters: Int
}

extension ChannelModel {
    /// Numbers learned, roughly: each term's, and the noise.
    var numbers: Int { model.components.reduce(1) { $0 + $1.term.parameterKinds.count } }

    /// The same with the numbers that the channel's own terms have beside a factor, the last component of `coupled`.
    func replacing(_ coupled: LinearModel, channel: Int) -> ChannelModel {
        let terms = coupled.components.dropLast().filter { $0.loadings[channel] != 0 }.map(\.term)
        let own = LinearModel(terms, noise: coupled.noise[channel], mean: coupled.means[channel])
        return ChannelModel(scale: scale, model: own, degrees: degrees, span: span, typicalError: typicalError)
    }

    /// The terms with deviations in units of the transformed values and times in `unit`.
    func description(unit: Double) -> FactText {
        let terms = model.components.map { $0.term.description(scale: scale.scale, unit: unit) }
        let sum = terms.dropFirst().reduce(terms.first ?? "white noise") { $0 + " + " + $1 }
        return scale.transform == .identity ? sum : "\(scale.transform.name), " + sum
    }

    var noiseDescription: FactText {
        var deviation: FactText = "sd \(number: model.noise[0] * scale.scale)"
        if typicalError > 0 {
            deviation = deviation + " beside measurement errors of \(number: typicalError * scale.scale)"
        }
        guard let degrees else { return deviation + ", normal" }
        return deviation + ", Student t with \(number: degrees) degrees of freedom"
    }
}

extension ProcessTerm {
    /// The term in the data's units: `scale` of values and `unit` of time.
    fileprivate func description(scale: Double, unit: Double) -> FactText {
        switch self {
        case .constant(let deviation): "constant (sd \(number: deviation * scale))"
        case .matern12(let deviation, let length): matern("1/2", deviation * scale, length * unit)
        case .matern32(let deviation, let length): matern("3/2", deviation * scale, length * unit)
        case .matern52(let deviation, let length): matern("5/2", deviation * scale, length * unit)
        case .level(let diffusion, _):
            // What a Wiener process of this diffusion moves in one unit.
            "level (moves by sd \(number: diffusion * scale) in \(duration: unit))"
        case .slope(let diffusion, _, _):
            "slope (bends by sd \(number: diffusion * scale / 3.0.squareRoot()) in \(duration: unit))"
        case .quasiPeriodic(let deviation, let period, let length, let harmonics):
            "cycle of \(duration: period * unit) (sd \(number: deviation * scale), \(harmonics) harmonics, lasting \(duration: length * unit))"
        }
    }

    /// The term without its deviation.
    fileprivate func name(unit: Double) -> FactText {
        switch self {
        case .matern12(_, let length): "shared Matérn-1/2 (length scale \(duration: length * unit))"
        case .matern32(_, let length): "shared Matérn-3/2 (length scale \(duration: length * unit))"
        default: "shared term"
        }
    }

    private func matern(_ order: String, _ deviation: Double, _ length: Double) -> FactText {
        "Matérn-\(order) (sd \(number: deviation), length scale \(duration: length))"
    }
}
