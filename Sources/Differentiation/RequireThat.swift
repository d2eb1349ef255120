/// Stops the program where `condition` does not hold, and prints `message` in release builds too.
///
/// For what a caller passes in (shapes, orders, settings), at the doors of the library; not in inner loops.
package func requireThat(
    _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
    if !condition { fatalError(message(), file: file, line: line) }
}
