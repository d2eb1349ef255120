import Foundation
import Testing

@testable import Forecasting

@Suite struct LikelihoodChoiceTests {
    /// The names that settings and stored models hold.
    @Test func namesAreThoseOfTheList() {
        #expect(LikelihoodChoice.allCases.map(\.rawValue) == ["auto"] + ObservationLikelihood.allCases.map(\.rawValue))
        #expect(LikelihoodChoice.allCases.map(\.rawValue).prefix(4) == ["auto", "gaussian", "student-t", "log-normal"])
        #expect(LikelihoodChoice(rawValue: "gauss") == nil && ObservationLikelihood(rawValue: "auto") == nil)
    }

    @Test(arguments: LikelihoodChoice.allCases) func choicesComeBackAsTheirNames(_ choice: LikelihoodChoice) throws {
        let bytes = try JSONEncoder().encode([choice])
        #expect(String(decoding: bytes, as: UTF8.self) == "[\"\(choice.rawValue)\"]")
        #expect(try JSONDecoder().decode([LikelihoodChoice].self, from: bytes) == [choice])
    }

    @Test func anUnknownNameIsNoDistribution() {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([ObservationLikelihood].self, from: Data("[\"cauchy\"]".utf8))
        }
    }

    @Test func trainingAndCandidates() {
        #expect(LikelihoodChoice.auto.training == .studentT)
        #expect(LikelihoodChoice.auto.candidates == [.studentT, .gaussian])
        #expect(LikelihoodChoice.logNormal.training == .gaussian)
        #expect(LikelihoodChoice.logNormal.candidates == [.gaussian])
        #expect(LikelihoodChoice.gaussian.candidates == [.gaussian])
    }

    @Test func supports() {
        #expect(ObservationLikelihood.allCases.prefix(3).map(\.support) == [.reals, .reals, .positive])
        for support in DistributionSupport.allCases {
            #expect(support.contains(support.interior), "\(support)")
            #expect(!support.contains(.nan) && !support.contains(.infinity))
        }
        #expect(!DistributionSupport.counts.contains(-1) && !DistributionSupport.counts.contains(0.5))
        #expect(!DistributionSupport.binary.contains(2) && !DistributionSupport.unitInterval.contains(1))
    }
}
