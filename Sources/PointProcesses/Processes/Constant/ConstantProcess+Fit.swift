extension ConstantProcess {
    /// N / T of each mark.
    package static func fit(_ sequences: [EventSequence], markCount: Int) -> (
        process: ConstantProcess, counts: RateCounts
    ) {
        var counts = [Double](repeating: 0, count: markCount)
        for sequence in sequences { for mark in sequence.marks { counts[Int(mark)] += 1 } }
        let time = sequences.reduce(0) { $0 + $1.duration }
        return (
            ConstantProcess(rates: counts.map { $0 / time }),
            RateCounts(events: counts.map { [$0] }, exposure: [time])
        )
    }
}
