/// Which components the error test of a backward solve sees, where the adjoint equation of a row is solved.
public enum AdjointNorm: Sendable, Hashable {
    /// State and cotangent alone: the parameters' integral feeds back into nothing, and needs no steps of its own
    /// (Kidger, Chen, Lyons 2021). It is then summed by Gauss's rule on the dense output.
    case seminorm
    /// The parameters' integral too, as in Chen et al. 2018.
    case full
}
