import NeuralLayers
import Testing

@Suite struct GradientClippingTests {
    @Test func longGradientsAreScaledToTheLimit() {
        var gradient = [3.0, 0, -4]
        #expect(clip(&gradient, norm: 1) == 5)
        #expect(gradient == [3.0 * 0.2, 0, -4.0 * 0.2])
        #expect(clip(&gradient, norm: 2) == (0.36 + 0.64).squareRoot())
    }

    @Test func gradientsWithinTheLimitKeepTheirBits() {
        var gradient: [Float] = [0.1, -0.2, 0.3]
        let norm = clip(&gradient, norm: 0.38)
        #expect(gradient == [0.1, -0.2, 0.3])
        #expect(abs(norm - 0.14.squareRoot()) < 1e-7)
        var none: [Float] = []
        #expect(clip(&none, norm: 1) == 0)
        var zero: [Float] = [0, 0]
        #expect(clip(&zero, norm: 1) == 0 && zero == [0, 0])
    }

    /// In single precision the square of 1e30 is infinite, of 1e-30 zero.
    @Test func theNormIsSummedInDoublePrecision() {
        var large: [Float] = [3e30, 4e30]
        #expect(abs(clip(&large, norm: 1) - 5e30) < 1e24)
        #expect(abs(large[0] - 0.6) < 1e-6 && abs(large[1] - 0.8) < 1e-6)
        var small: [Float] = [3e-30, 4e-30]
        #expect(abs(clip(&small, norm: 1) - 5e-30) < 1e-36)
    }

    @Test func aNormThatIsNoNumberIsReturned() {
        var gradient: [Float] = [1, .nan]
        #expect(clip(&gradient, norm: 0.5).isNaN)
        #expect(gradient[0] == 1)
        var infinite: [Float] = [1, .infinity]
        #expect(clip(&infinite, norm: 0.5) == .infinity)
    }
}
