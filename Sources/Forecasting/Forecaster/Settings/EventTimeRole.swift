/// What a latent ODE with an intensity of observation times models.
public enum EventTimeRole: String, Sendable, Codable, CaseIterable {
    /// Values and times (informative sampling).
    case joint
    /// Times alone: values are neither read nor scored. An ablation compares with it.
    case timesOnly = "times-only"
}
