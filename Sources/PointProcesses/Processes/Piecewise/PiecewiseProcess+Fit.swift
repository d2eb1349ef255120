extension PiecewiseProcess {
    /// N / T of each mark and piece.
    package static func fit(
        _ sequences: [EventSequence], markCount: Int, edges: [Double], period: Double?
    ) -> (process: PiecewiseProcess, counts: RateCounts) {
        let pieces = edges.count - 1
        var process = PiecewiseProcess(
            edges: edges, period: period,
            rates: Array(repeating: Array(repeating: 0, count: pieces), count: markCount))
        var exposure = [Double](repeating: 0, count: pieces)
        for segment in ExposureProfile(sequences).segments {
            process.forEachPiece(from: segment.start, to: segment.end) { piece, length in
                exposure[piece] += length * segment.multiplicity
            }
        }
        var events = process.rates
        for sequence in sequences {
            for (time, mark) in zip(sequence.times, sequence.marks) {
                events[Int(mark)][process.piece(at: time)] += 1
            }
        }
        process.rates = events.map { row in zip(row, exposure).map { $1 > 0 ? $0 / $1 : 0 } }
        return (process, RateCounts(events: events, exposure: exposure))
    }
}
