/// How many sequences are under observation at each time: windows that many sequences share cost what one costs.
struct ExposureProfile {
    /// Stretches in ascending order, with the number of sequences in each.
    let segments: [(start: Double, end: Double, multiplicity: Double)]

    init(_ sequences: [EventSequence]) {
        var steps: [Double: Double] = [:]
        for sequence in sequences {
            for window in sequence.exposure {
                steps[window.start, default: 0] += 1
                steps[window.end, default: 0] -= 1
            }
        }
        var found: [(start: Double, end: Double, multiplicity: Double)] = []
        var count = 0.0
        let times = steps.keys.sorted()
        for (time, next) in zip(times, times.dropFirst()) {
            count += steps[time] ?? 0
            if count > 0 { found.append((time, next, count)) }
        }
        segments = found
    }

    /// Total exposure.
    var duration: Double { segments.reduce(0) { $0 + $1.multiplicity * ($1.end - $1.start) } }
    /// First and last time under observation.
    var span: (start: Double, end: Double) { (segments.first?.start ?? 0, segments.last?.end ?? 0) }
}
