/// A square matrix of a block or a state.
struct SquareMatrix {
    let size: Int
    /// Row by row.
    var elements: [Double]

    init(_ elements: [Double], _ size: Int) {
        self.elements = elements
        self.size = size
    }

    static func identity(_ size: Int) -> SquareMatrix {
        SquareMatrix((0..<size * size).map { $0 / size == $0 % size ? 1 : 0 }, size)
    }

    subscript(_ i: Int, _ j: Int) -> Double {
        get { elements[size * i + j] }
        set { elements[size * i + j] = newValue }
    }

    var transposed: SquareMatrix {
        var result = self
        for i in 0..<size { for j in 0..<size { result[i, j] = self[j, i] } }
        return result
    }

    static func * (a: SquareMatrix, b: SquareMatrix) -> SquareMatrix {
        var result = a
        for i in 0..<a.size {
            for j in 0..<a.size {
                var sum = 0.0
                for k in 0..<a.size { sum += a[i, k] * b[k, j] }
                result[i, j] = sum
            }
        }
        return result
    }

    static func + (a: SquareMatrix, b: SquareMatrix) -> SquareMatrix {
        SquareMatrix(zip(a.elements, b.elements).map { $0 + $1 }, a.size)
    }

    static func - (a: SquareMatrix, b: SquareMatrix) -> SquareMatrix {
        SquareMatrix(zip(a.elements, b.elements).map { $0 - $1 }, a.size)
    }

    /// L, lower, with L Lᵀ = self, for a symmetric matrix that is positive semidefinite up to rounding: a pivot that rounding could
    /// have made counts as zero.
    ///
    /// Rows are scaled by the roots of the diagonal first: short steps make entries of very different size.
    var lowerRoot: [Double] {
        let scales = (0..<size).map { max(self[$0, $0], 0).squareRoot() }
        var root = [Double](repeating: 0, count: size * size)
        for i in 0..<size where scales[i] > 0 {
            for j in 0...i where scales[j] > 0 {
                var sum = (self[i, j] + self[j, i]) / 2 / (scales[i] * scales[j])
                for k in 0..<j { sum -= root[size * i + k] * root[size * j + k] }
                if i == j {
                    root[size * i + i] = sum > 1e-14 ? sum.squareRoot() : 0
                } else {
                    root[size * i + j] = root[size * j + j] > 0 ? sum / root[size * j + j] : 0
                }
            }
        }
        for i in 0..<size { for j in 0...i { root[size * i + j] *= scales[i] } }
        return root
    }

    /// The inverse of a symmetric matrix where it is positive definite; directions without variance get zero.
    var inverse: SquareMatrix {
        let root = lowerRoot
        var result = SquareMatrix([Double](repeating: 0, count: size * size), size)
        for column in 0..<size {
            var x = [Double](repeating: 0, count: size)
            x[column] = 1
            for i in 0..<size {
                for k in 0..<i { x[i] -= root[size * i + k] * x[k] }
                x[i] = root[size * i + i] > 0 ? x[i] / root[size * i + i] : 0
            }
            for i in (0..<size).reversed() {
                for k in i + 1..<max(size, i + 1) { x[i] -= root[size * k + i] * x[k] }
                x[i] = root[size * i + i] > 0 ? x[i] / root[size * i + i] : 0
            }
            for i in 0..<size { result[i, column] = x[i] }
        }
        return result
    }
}
