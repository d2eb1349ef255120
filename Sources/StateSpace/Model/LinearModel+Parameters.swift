import Foundation

extension LinearModel {
    /// What a parameter of a model means.
    package enum Parameter: Sendable, Hashable, Codable {
        /// A number of the term of a component: its logarithm.
        case term(component: Int, ProcessTerm.Parameter)
        /// The loading of a component on a channel.
        case loading(component: Int, channel: Int)
        /// The logarithm of the deviation of a channel's noise.
        case noise(channel: Int)
        /// The mean of a channel.
        case mean(channel: Int)
    }

    /// The parameters in order: of each component those of its term, then its loadings; the noises; the means.
    package var parameterKinds: [Parameter] {
        components.enumerated().flatMap { index, component in
            component.term.parameterKinds.map { .term(component: index, $0) }
                + (0..<channels).map { .loading(component: index, channel: $0) }
        } + (0..<channels).map { .noise(channel: $0) } + (0..<channels).map { .mean(channel: $0) }
    }

    /// The parameters, in the order of `parameterKinds`: logarithms of scales, deviations, diffusions and periods, plain
    /// loadings and means.
    package var parameters: [Double] {
        components.flatMap { $0.term.parameters + $0.loadings } + noise.map { log($0) } + means
    }

    /// The model of the same terms with other numbers.
    ///
    /// - Parameter parameters: as `parameters`. A number whose parameter does not change keeps its bits.
    package func replacing(parameters: [Double]) -> LinearModel {
        var rest = parameters[...]
        func take(_ count: Int) -> [Double] {
            precondition(rest.count >= count, "\(parameters.count) parameters are too few")
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        var model = self
        for index in components.indices {
            let term = components[index].term
            model.components[index].term = term.replacing(parameters: take(term.parameterKinds.count))
            model.components[index].loadings = take(channels)
        }
        model.noise = zip(take(channels), noise).map { $0 == log($1) ? $1 : exp($0) }
        model.means = take(channels)
        precondition(rest.isEmpty, "\(parameters.count) parameters are \(rest.count) too many")
        return model
    }

    /// The model with other numbers for the parameters that are free.
    ///
    /// - Parameters:
    ///   - parameters: one for each `true` in `free`, in order.
    ///   - free: one for each parameter; the others keep their exact values.
    package func replacing(parameters: [Double], where free: [Bool]) -> LinearModel {
        var all = self.parameters
        precondition(free.count == all.count, "\(free.count) marks for \(all.count) parameters")
        let places = free.indices.filter { free[$0] }
        precondition(parameters.count == places.count, "\(parameters.count) values for \(places.count) free parameters")
        for (place, value) in zip(places, parameters) { all[place] = value }
        return replacing(parameters: all)
    }

    /// The place of the first parameter of a component; that of the first noise for the number of components.
    package func parameterOffset(_ component: Int) -> Int {
        components[..<component].reduce(0) { $0 + $1.term.parameterKinds.count + channels }
    }
}
