import Lanes

/// The rows of one channel from which a model is learned: whole histories, or parts of long ones, at most a budget of rows.
///
/// A history longer than its share gives half of it as rows at random of its whole length, which tell of slow changes without
/// aliases, and half as two stretches without gaps, which tell of fast ones. Each part counts as a series of its own: the
/// product of their likelihoods is a composite likelihood (Varin, Reid, Firth 2011).
struct TrainingRows {
    /// Parts of histories, `(parts)`, each with two rows or more where it has so many.
    private(set) var parts: [ChannelHistory] = []
    /// Index of the history of each part, `(parts)`.
    private(set) var origins: [Int] = []

    /// Rows in all.
    var count: Int { parts.reduce(0) { $0 + $1.times.count } }

    /// Takes up to `budget` rows of `histories`, as chosen by `random`.
    ///
    /// - Parameter channel: another channel, another choice.
    /// - Complexity: O(n).
    init(_ histories: [ChannelHistory], budget: Int, channel: Int, random: Philox4x32) {
        let total = histories.reduce(0) { $0 + $1.times.count }
        let share = max(budget / max(histories.count, 1), Self.leastShare)
        let isWhole = total <= budget
        let turn = UInt32(truncatingIfNeeded: channel) & 0xFF
        let order =
            isWhole
            ? Array(histories.indices) : random.permutation(count: histories.count, .trainingRows, epoch: 2 * turn)
        var left = budget
        for index in order {
            let history = histories[index]
            guard !history.times.isEmpty else { continue }
            if isWhole || history.times.count <= share {
                guard isWhole || history.times.count <= left || parts.isEmpty else { continue }
                add(history, index)
                left -= history.times.count
            } else if left >= share || parts.isEmpty {
                for part in Self.parts(of: history, share, random, 2 * turn + 1) { add(part, index) }
                left -= share
            }
        }
        // The order of the data, whatever the draw was.
        let sorted = parts.indices.sorted { (origins[$0], $0) < (origins[$1], $1) }
        parts = sorted.map { parts[$0] }
        origins = sorted.map { origins[$0] }
    }

    /// Rows that one series gives at the least, where it has them.
    private static let leastShare = 400

    private mutating func add(_ part: ChannelHistory, _ origin: Int) {
        parts.append(part)
        origins.append(origin)
    }

    /// A sparse choice of the rows of a long history, and two stretches: the last rows and some from its middle.
    private static func parts(
        of history: ChannelHistory, _ share: Int, _ random: Philox4x32, _ epoch: UInt32
    ) -> [ChannelHistory] {
        let count = history.times.count
        let sparse = random.permutation(count: count, .trainingRows, epoch: epoch).prefix(share / 2).sorted()
        let length = share / 4
        let middle = max(0, (count - length) / 2 - length / 2)
        return [
            history.rows(sparse), history.rows(Array(middle..<middle + length)),
            history.rows(Array(count - length..<count)),
        ]
    }
}

extension ChannelHistory {
    /// The rows at `indices`, ascending.
    func rows(_ indices: [Int]) -> ChannelHistory {
        ChannelHistory(
            times: indices.map { times[$0] }, values: indices.map { values[$0] },
            errors: errors.isEmpty ? [] : indices.map { errors[$0] })
    }
}
