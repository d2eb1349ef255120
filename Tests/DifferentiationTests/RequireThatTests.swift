import Differentiation
import Testing

/// A caller's mistake stops the program with both values in the message, in release builds too.
@Suite struct RequireThatTests {
    @Test func theMessageIsPrinted() async throws {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var builder = ProgramBuilder()
            let (a, b) = (builder.input(features: 2), builder.input(features: 3))
            _ = builder.add(a, b)
        }
        let text = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(text.contains("add of 2 and 3 features"))
    }
}
