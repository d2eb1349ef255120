/// The coefficients of a singly diagonally implicit Runge–Kutta method with an explicit first stage, stiffly accurate.
///
/// The last row of a is b: the last stage is the new state, and its derivative the next step's first stage.
public struct ImplicitTableau: Sendable {
    /// Short name, as on the command line.
    public let name: String
    /// Order of the solution.
    public let order: Int
    /// Order of the embedded solution.
    public let embeddedOrder: Int
    /// Order of the dense output.
    public let denseOrder: Int
    /// γ, on the diagonal of every stage but the first.
    public let diagonal: Double
    /// Nodes c, one for each stage.
    public let c: [Double]
    /// Rows of a below the diagonal.
    public let a: [[Double]]
    /// Guesses of each stage's derivative from those before, for the first Newton iterate; rows as those of a.
    public let predictor: [[Double]]
    /// b − b̂, one for each stage.
    public let error: [Double]
    /// Dense output, as that of `Tableau`. Its value for y' = λy stays bounded as hλ → −∞ (a Hermite polynomial's would not, and
    /// would lose all digits between the steps of stiff problems), and its slope at the end is that of the last stage.
    public let dense: [[Double]]

    /// Number of stages, the explicit one included.
    public var stages: Int { c.count }

    /// The whole matrix a.
    public var matrix: [[Double]] {
        a.enumerated().map { stage, row in
            var whole = row
            whole.append(stage == 0 ? 0 : diagonal)
            return whole + [Double](repeating: 0, count: stages - whole.count)
        }
    }

    /// Creates a method; the embedded solution is that of the last stage but one.
    init(
        name: String, order: Int, diagonal: Double, a: [[Double]], predictor: [[Double]], denseOrder: Int,
        dense: [[Double]]
    ) {
        self.name = name
        self.order = order
        embeddedOrder = order - 1
        self.denseOrder = denseOrder
        self.diagonal = diagonal
        self.a = a
        self.predictor = predictor
        c = a.enumerated().map { stage, row in stage == 0 ? 0 : row.reduce(0, +) + diagonal }
        let last = a.count - 1
        let b = a[last] + [diagonal]
        let embedded = a[last - 1] + [diagonal, 0]
        error = zip(b, embedded).map { $0 - $1 }
        self.dense = dense
    }
}
