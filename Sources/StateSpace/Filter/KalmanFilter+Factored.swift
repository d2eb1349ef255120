extension KalmanFilter {
    /// Rows of this share of the forecast's variance, or less, are absorbed in square-root form.
    ///
    /// The rounding of a covariance is 1e-16 of its size. A row that is more precise than this leaves variances that are so much
    /// smaller, and a sum of terms can be known so much better than each: then the next variance would have lost the digits
    /// that square roots keep. At the share of 1e-6 Joseph's form is good to some 1e-10.
    static let preciseShare = 1e-6
    /// After so many rows without such a one the covariance is used again.
    static let calmRows = 16

    /// Whether a row of this error variance asks for square-root form; `cross` is P h.
    func isPrecise(channel: Int, signal: Double, error: Double) -> Bool {
        let s = signal + error
        guard error >= Self.preciseShare * s else { return true }
        let d = layout.size
        var size = 0.0
        let reads = layout.readStarts[channel]..<layout.readStarts[channel + 1]
        guard reads.count > 1 else { return false }
        for i in reads {
            let line = matrix + d * layout.readPlaces[i]
            for k in reads {
                let element: Double
                if isFactored {
                    let other = matrix + d * layout.readPlaces[k]
                    var sum = 0.0
                    for j in 0..<d { sum += line[j] * other[j] }
                    element = sum
                } else {
                    element = line[layout.readPlaces[k]]
                }
                size += abs(layout.readValues[i] * layout.readValues[k] * element)
            }
        }
        return s < Self.preciseShare * size
    }

    /// Replaces the covariance by its factor.
    func factor() {
        guard !isFactored else { return }
        let d = layout.size
        withUnsafeTemporaryAllocation(of: Double.self, capacity: d * d + 1) { scratch in
            guard let copy = scratch.baseAddress else { return }
            copy.initialize(from: matrix, count: d * d)
            writeFactor(of: copy, size: d, into: matrix)
        }
        isFactored = true
        calm = 0
    }

    /// Replaces the factor by the covariance.
    func multiplyOut() {
        guard isFactored else { return }
        let d = layout.size
        // From the last row on, as element (i, j) needs the first elements of rows i and j only.
        for i in (0..<d).reversed() {
            for j in (0...i).reversed() {
                var sum = 0.0
                for k in 0...j { sum += matrix[d * i + k] * matrix[d * j + k] }
                matrix[d * i + j] = sum
            }
        }
        for i in 1..<max(d, 1) { for j in 0..<i { matrix[d * j + i] = matrix[d * i + j] } }
        isFactored = false
    }

    /// Conditions a factored state on a row of residual v: (√R, hᵀL; 0, L) is turned to (√S, 0; g/√S, L⁺) (Carlson 1973).
    ///
    /// - Returns: the variance S of the residual.
    func absorbFactored(channel: Int, residual v: Double, error: Double) -> Double {
        let d = layout.size
        let l = matrix
        let (b, f) = (cross, remainder)
        writeReading(of: channel, f)
        b.update(repeating: 0, count: d)
        var root = error.squareRoot()
        for j in (0..<d).reversed() where f[j] != 0 {
            let r = length(root, f[j])
            let (c, s) = (root / r, f[j] / r)
            root = r
            for i in j..<d {
                let (x, y) = (b[i], l[d * i + j])
                b[i] = c * x + s * y
                l[d * i + j] = c * y - s * x
            }
        }
        let pull = v / root
        for i in 0..<d {
            mean[i] += b[i] * pull
            b[i] *= root
        }
        return root * root
    }

    /// Writes Lᵀ h of a channel, (d).
    func writeReading(of channel: Int, _ f: UnsafeMutablePointer<Double>) {
        let d = layout.size
        f.update(repeating: 0, count: d)
        for k in layout.readStarts[channel]..<layout.readStarts[channel + 1] {
            let (place, loading) = (layout.readPlaces[k], layout.readValues[k])
            for j in 0...place { f[j] += loading * matrix[d * place + j] }
        }
    }
}
