import Foundation

@testable import DifferentialEquations

/// Predators and prey with a season, by hand: y₀' = p₀ y₀ (1 + 0.1 sin t) − p₁ y₀ y₁, y₁' = p₂ y₀ y₁ − p₃ y₁.
let seasonalPrey = DifferentialEquation<Double>(
    features: 2, parameters: [1.1, 0.4, 0.1, 0.4],
    jacobian: { t, y, p, j in
        j[0] = p[0] * (1 + 0.1 * sin(t)) - p[1] * y[1]
        j[1] = -p[1] * y[0]
        j[2] = p[2] * y[1]
        j[3] = p[2] * y[0] - p[3]
    },
    pullback: { t, y, p, v, dy, dp in
        let season = 1 + 0.1 * sin(t)
        dy[0] = v[0] * (p[0] * season - p[1] * y[1]) + v[1] * p[2] * y[1]
        dy[1] = -v[0] * p[1] * y[0] + v[1] * (p[2] * y[0] - p[3])
        dp[0] = v[0] * y[0] * season
        dp[1] = -v[0] * y[0] * y[1]
        dp[2] = v[1] * y[0] * y[1]
        dp[3] = -v[1] * y[1]
    },
    derivative: { t, y, p, dy in
        dy[0] = p[0] * y[0] * (1 + 0.1 * sin(t)) - p[1] * y[0] * y[1]
        dy[1] = p[2] * y[0] * y[1] - p[3] * y[1]
    })

/// A ball that falls; p₀ is the acceleration.
let fallingBall = DifferentialEquation<Double>(features: 2, parameters: [9.81]) { t, y, p, dy in
    dy[0] = y[1]
    dy[1] = -p[0]
}

/// Van der Pol's oscillator.
func vanDerPol(_ mu: Double) -> DifferentialEquation<Double> {
    DifferentialEquation(features: 2, parameters: [mu], isAutonomous: true) { t, y, p, dy in
        dy[0] = y[1]
        dy[1] = p[0] * (1 - y[0] * y[0]) * y[1] - y[0]
    }
}

func largestDifference(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
}
