import Foundation
import Lanes
import Testing

@testable import Forecasting

/// The Lomb–Scargle periodogram on irregular times.
@Suite struct SeasonDetectionTests {
    private let random = Philox4x32(seed: 12)

    private func uniform(_ stream: UInt32, _ index: Int) -> Double {
        random.uniform(SIMD4(UInt32(index), stream, 0, 0))
    }

    private func noise(_ stream: UInt32, _ index: Int) -> Double {
        random.normal(epoch: stream, series: UInt32(index), sample: 0, index: 0)
    }

    /// `count` uneven times over `span` with a value each.
    private func signal(
        _ count: Int, span: Double, stream: UInt32 = 1, limit: Int = 600,
        _ value: (_ time: Double, _ index: Int) -> Double
    ) -> SeasonDetection.Signal {
        let times = (0..<count).map { span * (Double($0) + 0.9 * uniform(stream, $0)) / Double(count) }
        return SeasonDetection.Signal(
            times: times, values: times.enumerated().map { value($0.element, $0.offset) }, limit: limit)
    }

    @Test(arguments: [0.7, 1, 3.9]) func aPeriodIsFoundUnderNoiseAndTrend(_ period: Double) throws {
        let signal = signal(500, span: 20) { time, index in
            let wave: Double = sin(2 * Double.pi * time / period + 0.4)
            return 100 - 3 * time + wave + 0.5 * noise(2, index)
        }
        let found = try #require(SeasonDetection.period(of: [signal]))
        #expect(abs(found / period - 1) < 0.01)
    }

    /// Each signal with its own phase; the gaps of one do not hide the period that all share.
    @Test func signalsShareAPeriod() throws {
        var signals: [SeasonDetection.Signal] = []
        for channel: UInt32 in 0..<4 {
            let phase = Double(channel)
            signals.append(
                signal(200, span: 12, stream: 10 + channel) { time, index in
                    let wave: Double = sin(2 * Double.pi * time + phase)
                    return wave + 0.7 * noise(20 + channel, index)
                })
        }
        let found = try #require(SeasonDetection.period(of: signals))
        #expect(abs(found - 1) < 0.01)
    }

    @Test func noiseHasNone() {
        #expect(SeasonDetection.period(of: [signal(400, span: 20) { _, index in noise(3, index) }]) == nil)
    }

    /// Fewer than four cycles are no season, nor is a wave seen at fewer than sixty times.
    @Test func tooLittleIsNone() {
        func wave(_ time: Double, _: Int) -> Double { sin(2 * .pi * time / 9) }
        #expect(SeasonDetection.period(of: [signal(400, span: 20, wave)]) == nil)
        #expect(SeasonDetection.period(of: [signal(59, span: 60, wave)]) == nil)
        #expect(SeasonDetection.period(of: [signal(60, span: 60, wave)]) != nil)
        #expect(SeasonDetection.period(of: []) == nil)
    }

    @Test func signalsAreThinnedAndLoseTheirLine() {
        let line = signal(1000, span: 10, limit: 300) { time, _ in 7 - 2 * time }
        #expect(line.times.count == 250 && line.times == line.times.sorted())
        #expect(line.values.allSatisfy { abs($0) < 1e-12 })
        #expect(line.power(0.4) < 1)
        // All of a pure wave's variance is explained at its own frequency.
        let wave = signal(1000, span: 50, limit: 1000) { time, _ in sin(2 * .pi * time) }
        #expect(wave.power(1) > 0.99 && wave.power(1.7) < 0.05)
    }
}
