import Differentiation
import LatentPaths
import NeuralLayers

/// A kind of encoder, by its name in settings and stored models.
public struct HistoryEncoderKind: Sendable, RawRepresentable, CaseIterable, Codable, Hashable {
    /// Every kind that can be named: the one list, which command line and stored models read.
    public static let allCases = [rnn, gru, odeRNN]

    /// h' = tanh(W [x; h] + b), as in Chen et al. 2018.
    public static let rnn = HistoryEncoderKind(TanhEncoder.self)
    /// A gated recurrent unit (Cho et al. 2014).
    public static let gru = HistoryEncoderKind(GatedEncoder.self)
    /// A gated recurrent unit whose state follows an ODE between observations (Rubanova et al. 2019).
    public static let odeRNN = HistoryEncoderKind(DriftingEncoder.self)

    private let type: any HistoryEncoder.Type

    /// The kind of encoders of `type`; it need not be in the list, but only what is can be read from a stored model.
    package init(_ type: any HistoryEncoder.Type) { self.type = type }

    /// The kind of that name, `nil` where there is none.
    public init?(rawValue: String) {
        guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = found
    }

    /// The name.
    public var rawValue: String { type.name }

    /// What encoders of the kind read.
    var reads: [EncoderPart] { type.reads }

    public static func == (a: HistoryEncoderKind, b: HistoryEncoderKind) -> Bool { a.rawValue == b.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }

    /// Records a step of an encoder of this kind, its parameters placed in `tree` under `encoder`.
    func program(_ layout: EncoderLayout, hidden: Int, in tree: inout ParameterTree) -> EncoderProgram {
        let encoder = type.init("encoder", layout: layout, hidden: hidden, in: &tree)
        return EncoderProgram(inputs: layout.features, hidden: hidden, drift: encoder.drift) {
            encoder.step(EncoderInput($0, layout), state: $1, in: &$2)
        }
    }
}
