extension Score {
    /// The energy score of a sample of vectors: mean ‖xᵢ − y‖ − ½ mean ‖xᵢ − xⱼ‖ over all pairs (Gneiting, Raftery 2007, equation 22).
    ///
    /// The ranked probability score of a vector, such as of several variables at one time: it also judges how they hang together. Its
    /// unit is that of the values, so that values of several units are divided by a scale first.
    ///
    /// - Parameters:
    ///   - sample: draws from the forecast, `(draws, values)`, at least one draw.
    ///   - observed: y, `(values)`, at least one value.
    ///   - isFair: divides the pairs by m(m − 1) in place of m², so that the expected score does not depend on the number m of draws
    ///     (Ferro 2014). Takes two draws at least.
    /// - Complexity: O(draws² values).
    public static func energy(sample: [Double], observed: [Double], isFair: Bool = false) -> Double {
        let width = observed.count
        precondition(width > 0, "no values")
        precondition(!sample.isEmpty && sample.count % width == 0, "\(sample.count) numbers of \(width) values")
        let draws = sample.count / width
        precondition(draws >= (isFair ? 2 : 1), "a sample of \(draws)")
        func distance(_ value: (Int) -> Double) -> Double {
            var squares = 0.0
            for k in 0..<width { squares += value(k) * value(k) }
            return squares.squareRoot()
        }
        var miss = 0.0
        var pairs = 0.0
        for i in 0..<draws {
            miss += distance { sample[i * width + $0] - observed[$0] }
            for j in 0..<i { pairs += distance { sample[i * width + $0] - sample[j * width + $0] } }
        }
        let count = Double(draws)
        return miss / count - pairs / (count * (isFair ? count - 1 : count))
    }
}
