/// The sizes and scales that fix a latent intensity's programs and parameters.
public struct LatentEventShape: Sendable, Hashable, Codable {
    /// Number of marks.
    public var marks: Int
    /// Features of the latent state.
    public var latent = 6
    /// Units of each hidden layer of the vector field, and of the encoder's state.
    public var hidden = 24
    /// Model time that the network takes for one unit.
    public var unit: Double
    /// Events that a unit holds on average; the compensator is solved for in this measure.
    public var norm: Double
    /// Events of a longer sequence are read in pieces of so many.
    public var pieceEvents = 160

    /// Creates the shape.
    public init(marks: Int, unit: Double, norm: Double) {
        self.marks = marks
        self.unit = unit
        self.norm = norm
    }

    /// What the encoder reads of an event or the edge of a window: time since the start, the gap to what comes later (two
    /// measures), whether a window begins or ends, and the mark.
    var tokenFeatures: Int { 5 + marks }
}
