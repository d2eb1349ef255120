/// An integral along a solution that is carried as one more state feature, after the others.
///
/// The field does not read it and the forward error test does not judge it, so that the steps are those without it. Its initial
/// value is the last feature of the initial state, usually 0; every gradient method differentiates it.
public enum FieldQuadrature: Sendable, Hashable {
    /// ∫ |f|² / features dt: small for fields whose solutions are straight and slow, which take few steps (Finlay, Jacobsen,
    /// Nurbekyan, Oberman 2020, equation 7).
    case kineticEnergy
}
