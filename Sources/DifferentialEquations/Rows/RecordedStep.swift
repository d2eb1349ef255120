import Lanes

/// What the discrete adjoint needs of a step that was taken.
struct RecordedStep<Scalar: LaneScalar>: Sendable {
    enum Coefficients: Sendable {
        case explicit(Tableau)
        case implicit(ImplicitTableau)
    }

    let tableau: Coefficients
    let time: Double
    let step: Double
    /// State at the start, `(features)`.
    let start: [Scalar]
    /// Derivatives of the stages, `(stages)(features)`; empty where they are computed again.
    let stages: [Scalar]

    var rows: [[Double]] {
        switch tableau {
        case .explicit(let tableau): tableau.a
        case .implicit(let tableau): tableau.a
        }
    }

    var nodes: [Double] {
        switch tableau {
        case .explicit(let tableau): tableau.c
        case .implicit(let tableau): tableau.c
        }
    }

    var denseRows: [[Double]] {
        if case .explicit(let tableau) = tableau { tableau.denseStages } else { [] }
    }

    var denseNodes: [Double] {
        if case .explicit(let tableau) = tableau { tableau.denseNodes } else { [] }
    }

    /// Weights of the solution.
    var b: [Double] {
        switch tableau {
        case .explicit(let tableau): tableau.b
        case .implicit(let tableau): tableau.matrix[tableau.stages - 1]
        }
    }

    func diagonal(_ stage: Int) -> Double {
        if case .implicit(let tableau) = tableau, stage > 0 { tableau.diagonal } else { 0 }
    }

    /// Weights of the stages in the state at θ.
    func denseWeights(at theta: Double) -> [Double] {
        switch tableau {
        case .explicit(let tableau): tableau.denseWeights(at: theta)
        case .implicit(let tableau): tableau.denseWeights(at: theta)
        }
    }
}

extension ImplicitTableau {
    /// The weight of each stage in y(θ) = y₀ + h Σᵢ wᵢ kᵢ.
    func denseWeights(at theta: Double) -> [Double] {
        var weights = [Double](repeating: 0, count: stages)
        var value = theta
        for row in dense {
            for stage in row.indices { weights[stage] += row[stage] * value }
            value *= theta
        }
        return weights
    }
}
