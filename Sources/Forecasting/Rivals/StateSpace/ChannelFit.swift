import Foundation
import Lanes
import Numerics
import StateSpace

/// Fits the model of one channel: the transform of its values, its terms, their numbers and the noise.
struct ChannelFit {
    /// Rows from which terms are chosen, and from which their numbers are learned.
    private static let selectionBudget = 1000
    private static let fitBudget = 4000
    /// Evidence, in nats, that a transform must add to be worth it, and how much larger its error may be.
    private static let transformPrice = 3.0
    private static let mostError = 1.01
    /// Degrees of freedom that noise may have beside normal noise.
    private static let degrees: [Double] = [8, 4]

    /// Times from each history's first in the model's unit, values in the data's unit; none is empty, `(series)`.
    let histories: [ChannelHistory]
    /// In the model's unit of time.
    let cycles: [TermSet.Cycle]
    /// Another channel, another choice of rows.
    let channel: Int
    let random: Philox4x32
    /// Searches end where it is cancelled.
    var watch = FitWatch()

    /// The rows that numbers are learned from.
    var rows: TrainingRows { TrainingRows(histories, budget: Self.fitBudget, channel: channel, random: random) }

    /// What was found.
    struct Found {
        var model: ChannelModel
        /// log p(values) of the training rows in the data's unit, in nats, and the number of these rows.
        var logLikelihood: Double
        var rows: Int
        var parameters: Int
        /// Readings that were taken for wrong, of those rows.
        var outliers: Int
    }

    /// - Returns: `nil` where no model has a finite likelihood.
    func best() -> Found? {
        let extent = DataExtent(histories)
        let sample = TrainingRows(histories, budget: Self.selectionBudget, channel: channel, random: random)
        guard let (scale, start) = chosenScale(sample, extent) else { return nil }
        var parts = scaledParts(sample, scale, model: start.fitted.model)
        var terms = TermSearch(search: LikelihoodSearch(parts: parts, watch: watch), extent: extent)
        guard var found = terms.best(cycles) else { return nil }
        let whole = self.rows
        parts = scaledParts(whole, scale, model: found.fitted.model)
        terms = TermSearch(search: LikelihoodSearch(parts: parts, watch: watch), extent: extent)
        found = terms.fit(found.terms, from: found, iterations: 60, restarts: 1) ?? found
        let errors = histories.flatMap(scale.errorVariances).sorted()
        let typicalError = errors.isEmpty ? 0 : RobustScale.quantile(errors, 0.5).squareRoot()
        var best: (score: Double, found: TermSearch.Found, degrees: Double?, outliers: Int)?
        for degrees in [nil] + Self.degrees.map(Optional.some) {
            var tried = best?.found ?? found
            // Weights and numbers depend on each other.
            for _ in 0..<2 {
                let search = LikelihoodSearch(
                    parts: parts.map { reweighted($0, tried.fitted.model, degrees) }, watch: watch)
                tried =
                    TermSearch(search: search, extent: extent).fit(tried.terms, from: tried, iterations: 15) ?? tried
            }
            let model = ChannelModel(
                scale: scale, model: tried.fitted.model, degrees: degrees, span: extent.span,
                typicalError: typicalError)
            let (score, outliers) = model.score(parts)
            // Tails are heavier only where the gain is more than a parameter's worth, and heavier still only after that.
            if let now = best, score <= now.score + 0.5 * log(Double(max(whole.count, 2))) { break }
            best = (score, tried, degrees, outliers)
        }
        guard let best else { return nil }
        let jacobian = whole.parts.flatMap(\.values).reduce(0) { $0 + scale.logJacobian($1) }
        return Found(
            model: ChannelModel(
                scale: scale, model: best.found.fitted.model, degrees: best.degrees, span: extent.span,
                typicalError: typicalError),
            logLikelihood: best.score + jacobian, rows: whole.count,
            parameters: best.found.fitted.parameters, outliers: best.outliers)
    }

    /// The transform under which the values are most probable, in the data's unit, by two simple models.
    private func chosenScale(_ sample: TrainingRows, _ extent: DataExtent) -> (ValueScale, TermSearch.Found)? {
        let values = histories.flatMap(\.values)
        var best: (scale: ValueScale, found: TermSearch.Found, evidence: Double, error: Double)?
        for transform in ValueTransform.allCases {
            guard let scale = ValueScale(transform, of: values) else { continue }
            let search = LikelihoodSearch(parts: scaledParts(sample, scale, model: nil), watch: watch)
            let terms = TermSearch(search: search, extent: extent)
            let simple = [[TermSet.Trend.constant, .matern12], [.slope]].compactMap {
                terms.fit(TermSet(trends: $0, cycles: TermSearch.bounded(cycles)), from: nil, iterations: 15)
            }
            guard let found = TermSearch.best(simple) else { continue }
            let jacobian = sample.parts.flatMap(\.values).reduce(0) { $0 + scale.logJacobian($1) }
            let evidence = found.evidence + jacobian
            let error = Self.error(of: found.fitted.model, search.parts, scale, sample)
            guard let now = best else {
                best = (scale, found, evidence, error)
                continue
            }
            // A transform may be probable for the shape of the values alone: it must forecast them as well too.
            if evidence > now.evidence + Self.transformPrice, error <= now.error * Self.mostError {
                best = (scale, found, evidence, error)
            }
        }
        return best.map { ($0.scale, $0.found) }
    }

    /// Sum of the distances between each value and its forecast from the rows before it, in the data's unit; outliers count for
    /// no more than six usual distances.
    private static func error(
        of model: LinearModel, _ parts: [ObservationRows], _ scale: ValueScale, _ sample: TrainingRows
    ) -> Double {
        var distances: [Double] = []
        for (part, plain) in zip(parts, sample.parts) {
            let residuals = model.screened(part, limit: ChannelModel.outlierLimit).residuals
            for index in residuals.indices {
                let forecast = scale.restored(part.values[index] - residuals[index])
                distances.append(abs(plain.values[index] - forecast))
            }
        }
        let bound = 6 * RobustScale.quantile(distances.sorted(), 0.75)
        return distances.reduce(0) { $0 + min($1, bound) }
    }

    /// The parts of `sample` scaled, weighted by `model`, or by their neighbours where there is none yet.
    private func scaledParts(_ sample: TrainingRows, _ scale: ValueScale, model: LinearModel?) -> [ObservationRows] {
        sample.parts.map { part in
            var rows = ObservationRows(scale, part)
            if let model {
                rows = reweighted(rows, model, nil)
            } else {
                rows.weights = Self.neighbourWeights(rows.values)
            }
            return rows
        }
    }

    private func reweighted(_ rows: ObservationRows, _ model: LinearModel, _ degrees: Double?) -> ObservationRows {
        var rows = rows
        rows.weights = []
        rows.weights =
            model.screened(rows, degrees: [degrees ?? .infinity], limit: ChannelModel.outlierLimit).weights
        return rows
    }

    /// Weights before there is a model: a value that lies more than 20 usual distances from the median of its five neighbours has
    /// the weight that puts it there.
    static func neighbourWeights(_ values: [Double]) -> [Double] {
        let distances = values.indices.map { index -> Double in
            let near = values[max(0, index - 2)..<min(values.count, index + 3)].sorted()
            return abs(values[index] - near[near.count / 2])
        }
        let usual = RobustScale.quantile(distances.sorted(), 0.8)
        guard usual > 0 else { return [] }
        return distances.map { $0 > 20 * usual ? (20 * usual / $0) * (20 * usual / $0) * 1e-2 : 1 }
    }
}
