/// An integral along a solution that is carried as one more state feature, after the others.
///
/// The field does not read it and the forward error test does not judge it, so that the steps are those without it. It starts
/// at what the initial state says, usually 0; its gradient is had by every gradient method.
public enum FieldQuadrature: Sendable, Hashable {
    /// ∫ |f|² / features dt: small for fields whose solutions are straight and slow, which take few steps (Finlay, Jacobsen,
    /// Nurbekyan, Oberman 2020, equation 7).
    case kineticEnergy
}
