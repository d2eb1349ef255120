/// Draws of the states of a process as functions of time: what a draw is at one time does not depend on which others are asked for.
///
/// Between two times at which the states are known, the state in the middle is drawn from the bridge between them, then that in the
/// middle of the half that holds the time asked for, and so on; beyond the last known time there are states at distances 1, 2, 4, …
/// Each has random numbers of its own, by its place. After 40 halvings what is left is drawn directly.
struct PathDraw {
    /// A standard normal number for a place, an element of the state and a draw.
    typealias Normal = (_ place: UInt64, _ element: Int, _ draw: Int) -> Double

    let layout: StateLayout
    /// Number of draws.
    let count: Int
    let normal: Normal

    private static let halvings = 40

    /// States of all draws, (draws)(d).
    typealias States = [Double]

    /// The states at the origin.
    func start(place: UInt64) -> States {
        draw(place, nil, nil) { BlockBridge(startOf: $0) }
    }

    /// The states `step` after `states`.
    func advance(_ states: States, by step: Double, place: UInt64) -> States {
        step > 0 ? draw(place, states, nil) { BlockBridge($0, step: step) } : states
    }

    /// The states at `time` between `begin` with `first` and `end` with `last`.
    func between(
        _ time: Double, _ begin: Double, _ first: States, _ end: Double, _ last: States, place: UInt64
    ) -> States {
        var (begin, first, end, last) = (begin, first, end, last)
        // Numbered as in a heap: the children of a place are 2k and 2k + 1.
        var node: UInt64 = 1
        for _ in 0..<Self.halvings {
            if time == begin { return first }
            if time == end { return last }
            let middle = begin + (end - begin) / 2
            guard begin < middle, middle < end else { break }
            let states = bridge(first, middle - begin, end - middle, last, Self.mixed(place &+ node))
            if time < middle { (end, last) = (middle, states) } else { (begin, first) = (middle, states) }
            node = 2 &* node &+ (time < middle ? 0 : 1)
        }
        if time == begin { return first }
        if time == end { return last }
        return bridge(first, time - begin, end - time, last, Self.mixed(place &+ node ^ time.bitPattern))
    }

    /// The states at `time`, not before `begin` with `first`, beyond which nothing is known.
    func beyond(_ time: Double, _ begin: Double, _ first: States, place: UInt64) -> States {
        var (left, states) = (begin, first)
        var width = 1.0
        var index: UInt64 = 0
        while true {
            if time == left { return states }
            let right = begin + width
            // Where steps of one are lost to rounding, the time itself is the next known one.
            guard right > left else {
                return advance(states, by: time - left, place: Self.mixed(place ^ time.bitPattern))
            }
            let next = advance(states, by: right - left, place: Self.mixed(place &+ (index << 48)))
            if time <= right {
                return between(time, left, states, right, next, place: Self.mixed(place &+ (index << 48) &+ 1))
            }
            (left, states) = (right, next)
            width *= 2
            index += 1
        }
    }

    private func bridge(_ first: States, _ before: Double, _ after: Double, _ last: States, _ place: UInt64) -> States {
        draw(place, first, last) { BlockBridge($0, first: before, second: after) }
    }

    private func draw(_ place: UInt64, _ first: States?, _ last: States?, _ law: (ProcessBlock) -> BlockBridge)
        -> States
    {
        let d = layout.size
        var states = States(repeating: 0, count: count * d)
        for block in layout.blocks {
            let bridge = law(block)
            for k in 0..<count {
                let normals = (0..<block.size).map { normal(place, block.offset + $0, k) }
                bridge.write(
                    &states[k * d..<(k + 1) * d], at: block.offset, first?[k * d..<(k + 1) * d],
                    last?[k * d..<(k + 1) * d], normals)
            }
        }
        return states
    }

    /// A number that spreads `place` over 64 bits (Steele, Lea, Flood 2014, splitmix64).
    static func mixed(_ place: UInt64) -> UInt64 {
        var z = place &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// What a channel reads of the states of each draw, without its mean, (draws).
    func readings(_ states: States, channel: Int) -> [Double] {
        let reads = layout.readStarts[channel]..<layout.readStarts[channel + 1]
        return (0..<count).map { k in
            reads.reduce(0) { $0 + layout.readValues[$1] * states[k * layout.size + layout.readPlaces[$1]] }
        }
    }
}
