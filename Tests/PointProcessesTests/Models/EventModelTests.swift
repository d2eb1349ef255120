import Foundation
import Testing
import TimeSeries

@testable import PointProcesses

/// Fitted processes as stored models of version 0.1.0 hold them.
@Suite struct EventModelTests {
    /// What version 0.1.0 wrote for each kind, with fewer digits.
    static let stored = [
        ("constant", #"{"constant":{"_0":{"rates":[1.5]},"_1":{"events":[[168]],"exposure":[112]}}}"#),
        (
            "piecewise",
            #"{"piecewise":{"_0":{"edges":[0,2,5],"rates":[[3,1.5]]},"_1":{"events":[[6,4.5]],"exposure":[2,3]}}}"#
        ),
        (
            "log-linear",
            #"{"logLinear":{"_0":{"center":1907,"coefficients":[[0.25,-1]],"hasTrend":true,"scale":56,"seasons":[]}}}"#
        ),
        ("hawkes", #"{"hawkes":{"_0":{"baseline":[0.5],"branching":[[0.75]],"decay":0.375}}}"#),
        ("weibull", #"{"renewal":{"_0":{"parameters":[[0.75,0.5]],"waiting":"weibull"}}}"#),
        ("log-normal", #"{"renewal":{"_0":{"parameters":[[-1.25,1.5]],"waiting":"log-normal"}}}"#),
        (
            "latent-ode",
            #"{"latent":{"_0":{"shape":{"hidden":24,"latent":6,"marks":1,"norm":95,"pieceEvents":160,"unit":56}}}}"#
        ),
    ]

    @Test(arguments: stored) func storedProcessesAreReadAndWritten(_ name: String, _ text: String) throws {
        let model = try JSONDecoder().decode(EventModel.self, from: Data(text.utf8))
        #expect(model.process.markCount == 1)
        let kind = try #require(IntensityKind(rawValue: name))
        #expect(kind.fit.key == model.key)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        #expect(String(decoding: try encoder.encode(model), as: UTF8.self) == text)
    }

    @Test func everyKindIsHeld() {
        #expect(Self.stored.map(\.0) == IntensityKind.allCases.map(\.rawValue))
        #expect(IntensityKind(rawValue: "poisson") == nil)
    }

    @Test func unknownProcessesAreRefused() {
        for text in [#"{"cox":{"_0":{}}}"#, "{}", #"{"hawkes":{"_0":{}}}"#, #"{"hawkes":{},"constant":{}}"#] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(EventModel.self, from: Data(text.utf8))
            }
        }
    }

    /// A whole model of version 0.1.0, of the coal-mining disasters.
    @Test func storedFitIsRead() throws {
        let text = """
            {"clock":{"kind":"numeric","origin":0},"constantLikelihood":{"compensator":190,"duration":112,"events":190,\
            "logLikelihood":-89.5,"sequences":1},"covariance":[[0.138,-0.041,0.028],[-0.041,0.021,-0.01],[0.028,-0.01,0.097]],\
            "isConverged":true,"likelihood":{"compensator":190,"duration":112,"events":190,"logLikelihood":-65.75,\
            "sequences":1},"marks":[""],"model":{"hawkes":{"_0":{"baseline":[0.4386],"branching":[[0.7465]],\
            "decay":0.3779}}},"parameterCount":3,"parameters":[{"high":0.9,"low":0.2,"name":"baseline",\
            "standardError":0.163,"value":0.4386}],"settings":{"hasTrend":false,"hidden":24,"kind":"hawkes","latent":6,\
            "learningRate":0.02,"periods":[],"seed":0,"validation":0.15},"withoutWindow":0}
            """
        let fitted = try JSONDecoder().decode(FittedEvents.self, from: Data(text.utf8))
        #expect(fitted.settings.kind == .hawkes && fitted.parameterCount == 3)
        #expect(
            fitted.model.process as? HawkesProcess
                == HawkesProcess(baseline: [0.4386], branching: [[0.7465]], decay: 0.3779))
        let past = try EventSequence(times: [1, 2], exposure: [try Exposure(start: 0, end: 3)])
        let draws = try fitted.draws(20, seed: 1, for: past).compactMap { $0 as? HawkesProcess }
        #expect(draws.count == 20 && Set(draws.map(\.decay)).count == 20 && draws.allSatisfy(\.isStable))
    }
}
