import Foundation

/// How the learning rate changes during training, as a factor of its peak.
public enum LearningRateSchedule: Sendable, Hashable {
    /// 1 throughout.
    case constant
    /// Rises linearly from 0.02 to 1 over the fraction `warmup` of the steps, then falls to `floor` along half a cosine
    /// (Loshchilov, Hutter 2017, equation 5, without restarts).
    case cosine(warmup: Double, floor: Double)

    /// The factor at `progress`, the fraction of the steps done, from 0 to 1.
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
