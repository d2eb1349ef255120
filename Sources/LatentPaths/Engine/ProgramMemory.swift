import Differentiation
import Lanes

/// The arenas in which one program is evaluated and pulled back.
package final class ProgramMemory<Scalar: LaneScalar> {
    private let values: LaneBuffer<Scalar>
    private let cotangents: LaneBuffer<Scalar>
    /// Lanes of the arenas: elements from one feature to the next.
    package let lanes: Int

    /// Allocates arenas of `lanes` lanes for `program`.
    package init(_ program: Program, lanes: Int) {
        values = LaneBuffer(count: program.arenaFeatures * lanes)
        cotangents = LaneBuffer(count: program.arenaFeatures * lanes)
        self.lanes = lanes
    }

    /// A frame of `lanes` lanes from `column` on.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    package func frame(column: Int = 0, lanes: Int) -> Frame<Scalar> {
        Frame(
            values: values.pointer, cotangents: cotangents.pointer, stride: self.lanes, column: column, lanes: lanes)
    }
}
