import Foundation

/// How the learning rate changes over a training.
public enum LearningRateSchedule: Sendable, Hashable {
    /// The same at every step.
    case constant
    /// Rises linearly over the share `warmup` of the steps, then falls as half a cosine to `floor` of its peak.
    case cosine(warmup: Double, floor: Double)

    /// The factor at `progress`, the share of steps done (0 … 1).
    public func factor(at progress: Double) -> Double {
        switch self {
        case .constant: return 1
        case .cosine(let warmup, let floor):
            if progress < warmup { return max(progress / warmup, 0.02) }
            let rest = min((progress - warmup) / max(1 - warmup, 1e-9), 1)
            return floor + (1 - floor) * 0.5 * (1 + cos(.pi * rest))
        }
    }
}
