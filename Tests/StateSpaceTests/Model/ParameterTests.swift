import Foundation
import StateSpace
import Testing

/// Parameters out of models and back.
@Suite struct ParameterTests {
    @Test func parametersAreReplaced() {
        for model in ModelsUnderTest.all {
            #expect(model.replacing(parameters: model.parameters) == model)
            #expect(model.parameters.count == model.parameterKinds.count)
            let free = model.parameterKinds.indices.map { $0 % 2 == 0 }
            let changed = zip(model.parameters, free).filter(\.1).map { $0.0 + 0.25 }
            let found = model.replacing(parameters: changed, where: free)
            for (place, isFree) in free.enumerated() {
                let expected = model.parameters[place] + (isFree ? 0.25 : 0)
                #expect(abs(found.parameters[place] - expected) < 1e-14)
            }
        }
    }

    /// Each model comes back from its stored form.
    @Test func stored() throws {
        for model in ModelsUnderTest.all {
            let data = try JSONEncoder().encode(model)
            #expect(try JSONDecoder().decode(LinearModel.self, from: data) == model)
        }
    }

    @Test func kindsInOrder() {
        let model = LinearModel(
            [
                .quasiPeriodic(deviation: 2, period: 3, lengthScale: 5, harmonics: 2),
                .slope(diffusion: 7, start: 11, startSlope: 13),
            ],
            noise: 17, mean: 19)
        let kinds: [LinearModel.Parameter] = [
            .term(component: 0, .deviation), .term(component: 0, .period), .term(component: 0, .lengthScale),
            .loading(component: 0, channel: 0), .term(component: 1, .diffusion), .term(component: 1, .start),
            .term(component: 1, .startSlope), .loading(component: 1, channel: 0), .noise(channel: 0),
            .mean(channel: 0),
        ]
        let numbers: [Double] = [log(2), log(3), log(5), 1, log(7), log(11), log(13), 1, log(17), 19]
        #expect(model.parameterKinds == kinds)
        #expect(model.parameters == numbers)
        #expect(model.stateSize == 6)
        #expect([0, 1, 2].map { model.parameterOffset($0) } == [0, 4, 8])
    }
}
