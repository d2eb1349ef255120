import NeuralLayers
import Testing

@Suite struct LearningRateScheduleTests {
    @Test func aConstantStaysOne() {
        for progress in [0, 0.3, 1] { #expect(LearningRateSchedule.constant.factor(at: progress) == 1) }
    }

    @Test func aCosineRisesAndFallsToItsFloor() {
        let schedule = LearningRateSchedule.cosine(warmup: 0.2, floor: 0.1)
        #expect(schedule.factor(at: 0) == 0.02)
        #expect(schedule.factor(at: 0.1) == 0.5)
        #expect(schedule.factor(at: 0.2) == 1)
        // Half way down: the mean of 1 and the floor.
        #expect(abs(schedule.factor(at: 0.6) - 0.55) < 1e-15)
        #expect(abs(schedule.factor(at: 1) - 0.1) < 1e-15)
        #expect(abs(schedule.factor(at: 1.5) - 0.1) < 1e-15)
    }

    @Test func warmupMayBeNothingOrAll() {
        #expect(LearningRateSchedule.cosine(warmup: 0, floor: 0).factor(at: 0) == 1)
        #expect(LearningRateSchedule.cosine(warmup: 1, floor: 0).factor(at: 0.5) == 0.5)
    }
}
