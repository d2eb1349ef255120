/// How far the fit of a latent intensity is, after each epoch.
public struct EventFitProgress: Sendable {
    /// Epochs done.
    public let epoch: Int
    /// Epochs planned.
    public let epochs: Int
    /// Negative evidence lower bound per event, the mean over the epoch.
    public let loss: Double
    /// The same of the validation sequences, where there are any.
    public let validationLoss: Double?
}
