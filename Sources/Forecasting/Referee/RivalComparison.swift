import TimeSeries

/// Kinds of forecasters held against each other on rows that none of them was fitted to.
///
/// The last 30 % of the rows by time are hidden from the fits. Each kind forecasts the rest of every series from three cut-offs in the
/// hidden part, seeing what came before the cut-off and nothing later, and every hidden value is scored.
public struct RivalComparison: Sendable {
    /// What one kind reached on one variable.
    public struct Score: Sendable {
        /// The kind.
        public let kind: ForecasterKind
        /// The variable.
        public let variable: String
        /// Errors and quantiles of all forecasts of it.
        public let score: ForecastScore
    }

    /// One for each kind that could be fitted and each variable that it knows.
    public let scores: [Score]
    /// Kinds that could not be fitted, and why.
    public let failures: [(kind: ForecasterKind, error: ForecastingError)]

    /// Levels of the quantiles that are scored: 19, so that their pinball loss is close to the ranked probability score.
    static let levels = (1...19).map { Double($0) / 20 }
    private static let shares = [0.7, 0.8, 0.9]

    /// Fits and scores `kinds`.
    ///
    /// - Parameters:
    ///   - collection: the data.
    ///   - kinds: what is compared.
    ///   - settings: of all fits; a kind reads its part.
    ///   - context: of all fits.
    /// - Throws: what a fit throws that is no ``ForecastingError``.
    public init(
        _ collection: SeriesCollection, kinds: [ForecasterKind], settings: FitSettings = FitSettings(),
        context: FitContext = FitContext()
    ) throws {
        let cutoffs = Self.cutoffs(collection)
        var scores: [Score] = []
        var failures: [(kind: ForecasterKind, error: ForecastingError)] = []
        for kind in kinds {
            do throws(ForecastingError) {
                guard let first = cutoffs.first else { throw .tooLittleData(.noObservations(until: nil)) }
                let seen = collection.filtered { _, row in collection.times[row] <= first }
                scores += try Self.scores(kind, fittedTo: seen, collection, cutoffs, settings, context)
            } catch {
                failures.append((kind, error))
            }
        }
        self.scores = scores
        self.failures = failures
    }

    /// The kind with the least mean pinball loss on `variable`, the simpler where kinds tie, that is the earlier in the list.
    public func preferred(for variable: String) -> ForecasterKind? {
        var best: Score?
        for score in scores where score.variable == variable && score.score.count > 0 {
            if best.map({ score.score.rankedProbability < 0.999 * $0.score.rankedProbability }) ?? true { best = score }
        }
        return best?.kind
    }

    /// Times before which those shares of all rows lie.
    private static func cutoffs(_ collection: SeriesCollection) -> [Moment] {
        let times = collection.values.indices.map { collection.times[$0] }.sorted()
        guard times.count >= 10 else { return [] }
        var cutoffs: [Moment] = []
        for share in shares {
            let time = times[Int(share * Double(times.count))]
            if cutoffs.last.map({ $0 < time }) ?? true { cutoffs.append(time) }
        }
        return cutoffs
    }

    private static func scores(
        _ kind: ForecasterKind, fittedTo seen: SeriesCollection, _ collection: SeriesCollection, _ cutoffs: [Moment],
        _ settings: FitSettings, _ context: FitContext
    ) throws(ForecastingError) -> [Score] {
        let forecaster: any Forecaster
        do {
            let fit = try kind.fit(seen, settings, context)
            _ = try fit.run(progress: { _ in }, afterEpoch: {}, isCancelled: { false })
            forecaster = try fit.forecaster()
        } catch let error as ForecastingError {
            throw error
        } catch {
            throw .unreadableModel(.damaged(reason: "\(error)"))
        }
        var options = PredictionOptions()
        options.threads = context.threads
        let origins = cutoffs.flatMap { cutoff in
            (0..<collection.count).map { ForecastOrigin(series: $0, cutoff: cutoff) }
        }
        let said: ScoredForecasts
        do {
            said = try ScoredForecasts(forecaster, of: collection, from: origins, levels: levels, options: options)
        } catch let error as ForecastingError {
            throw error
        } catch {
            throw .unreadableModel(.damaged(reason: "\(error)"))
        }
        for failure in said.failures {
            // A series of which nothing was seen has no forecast.
            if case .tooLittleData = failure.error { continue }
            throw failure.error
        }
        var found = [ForecastScore](repeating: ForecastScore(levels: levels), count: collection.variables.count)
        for (index, point) in said.points.enumerated() {
            found[point.variable].add(
                observed: point.observed, point: point.mean, quantiles: said.quantiles(of: index))
        }
        return zip(collection.variables, found).filter { forecaster.variables.contains($0.0) }.map {
            Score(kind: kind, variable: $0, score: $1)
        }
    }
}
