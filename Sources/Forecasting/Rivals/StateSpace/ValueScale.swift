import Foundation
import Numerics

/// What values go through before a Gaussian process describes them.
enum ValueTransform: String, Codable, Sendable, CaseIterable {
    case identity
    /// √(x + shift)
    case squareRoot
    /// log(x + shift)
    case logarithm

    /// In words, after "of".
    var name: String {
        switch self {
        case .identity: "values"
        case .squareRoot: "square roots"
        case .logarithm: "logarithms"
        }
    }
}

/// How a channel's values become numbers of order one, u = (transform(x) − center) / scale, and which values are possible.
///
/// Center and scale are order statistics, so that no reading, however wrong, moves them far.
struct ValueScale: Codable, Sendable, Hashable {
    let transform: ValueTransform
    /// Added before the transform, so that zeros have an image: half of the least value above zero; 0 where there are no zeros.
    let shift: Double
    /// Median of the transformed values.
    let center: Double
    /// Their standard deviation by order statistics.
    let scale: Double
    /// Whether no value was negative: then none is forecast.
    let isNonnegative: Bool
    /// The scaled value that none exceeds, for logarithms: as far above the greatest seen as the least is below it. Without an
    /// end the mean of a far forecast would be that of its outermost tail. `nil` where there is none.
    let ceiling: Double?

    /// Learns the scale of `values`, at least one; `nil` where `transform` does not suit them.
    ///
    /// - Complexity: O(n log n).
    init?(_ transform: ValueTransform, of values: [Double]) {
        let sorted = values.sorted()
        guard let least = sorted.first else { return nil }
        isNonnegative = least >= 0
        self.transform = transform
        var shift = 0.0
        if transform != .identity {
            guard least >= 0, let positive = sorted.first(where: { $0 > 0 }) else { return nil }
            let zeros = sorted.prefix { $0 == 0 }.count
            // Where zeros are many they are a value of their own, which no transform makes normal.
            guard Double(zeros) <= 0.05 * Double(sorted.count) else { return nil }
            if zeros > 0 { shift = positive / 2 }
        }
        self.shift = shift
        // Monotone: what is sorted stays sorted.
        let images = sorted.map { Self.image($0 + shift, transform) }
        (center, scale) = RobustScale.centerAndScale(images)
        if transform == .logarithm {
            let top = (images[images.count - 1] - center) / scale
            ceiling = top + max(top - (images[0] - center) / scale, 1)
        } else {
            ceiling = nil
        }
    }

    private static func image(_ value: Double, _ transform: ValueTransform) -> Double {
        switch transform {
        case .identity: value
        case .squareRoot: value.squareRoot()
        case .logarithm: log(value)
        }
    }

    /// The scaled value; a value that the transform does not take counts as the least that it does.
    func scaled(_ value: Double) -> Double {
        switch transform {
        case .identity: return (value - center) / scale
        case .squareRoot: return (max(value + shift, 0).squareRoot() - center) / scale
        case .logarithm:
            // Readings of zero in a channel of positive values stand half a scale below the center's mirror image of the ceiling.
            let floor = exp(center - scale * (ceiling ?? 1))
            return (log(max(value + shift, floor)) - center) / scale
        }
    }

    /// The value that a scaled number stands for.
    func restored(_ scaled: Double) -> Double {
        let image = center + scale * min(scaled, ceiling ?? .infinity)
        switch transform {
        case .identity: return isNonnegative ? max(image, 0) : image
        case .squareRoot:
            let root = max(image, 0)
            return max(root * root - shift, 0)
        case .logarithm: return max(exp(image) - shift, 0)
        }
    }

    /// log |du/dx| at `value`: what makes likelihoods under different transforms comparable.
    func logJacobian(_ value: Double) -> Double {
        switch transform {
        case .identity: -log(scale)
        case .squareRoot: -log(2 * max(value + shift, 1e-300).squareRoot() * scale)
        case .logarithm: -log(max(value + shift, 1e-300) * scale)
        }
    }

    /// Variances in scaled values of the readings' measurement errors, by the slope of the transform; empty where none is known.
    func errorVariances(_ history: ChannelHistory) -> [Double] {
        zip(history.values, history.errors).map { value, error in
            let scaled = error * exp(logJacobian(value))
            return scaled.isFinite ? scaled * scaled : 0
        }
    }
}
