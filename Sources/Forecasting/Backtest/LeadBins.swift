import TimeSeries

/// Bins of the elapsed lead, with about as many points each.
///
/// A bin holds leads above its lower and up to its upper limit. Equal leads, as of evenly sampled data, share a bin.
struct LeadBins: Sendable {
    /// Upper limits, ascending.
    let upper: [Double]

    /// Points that a bin holds at the least, where there are so many.
    private static let leastPoints = 30
    private static let mostBins = 10

    /// Bins of `leads`, one at least.
    ///
    /// - Complexity: O(n log n).
    init(_ leads: [Double]) {
        let sorted = leads.sorted()
        let bins = max(1, min(Self.mostBins, sorted.count / Self.leastPoints))
        let size = sorted.count / bins
        var upper: [Double] = []
        var begin = 0
        while begin < sorted.count {
            var end = min(begin + size, sorted.count)
            while end < sorted.count, sorted[end] <= sorted[end - 1] * (1 + 1e-9) { end += 1 }
            // What is left joins the last bin where it is less than half of one.
            if sorted.count - end < max(size / 2, min(Self.leastPoints, size)) { end = sorted.count }
            upper.append(sorted[end - 1])
            begin = end
        }
        self.upper = upper
    }

    /// The bin of `lead`, one of those that the bins were made of.
    func index(of lead: Double) -> Int { min(upper.partitionPoint { $0 >= lead }, upper.count - 1) }

    /// The limits of the bin at `index`; the first begins at 0.
    func limits(_ index: Int) -> (from: Double, to: Double) { (index > 0 ? upper[index - 1] : 0, upper[index]) }
}
