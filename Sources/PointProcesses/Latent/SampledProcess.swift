extension FittedEvents {
    /// The process that new sequences over `exposure` are drawn from: at the estimates; of a latent ODE, with a path drawn from the
    /// prior.
    public func sampledProcess(over exposure: [Exposure], random: inout RandomStream) throws(EventError)
        -> any PointProcess
    {
        guard case .latent(let latent) = model else { return model.process }
        guard let start = exposure.first?.start else { throw .invalidSequence("no window to simulate") }
        let state = (0..<latent.shape.latent).map { _ in random.normal() }
        let member = min(Int(random.uniform() * Double(latent.members.count)), latent.members.count - 1)
        return LatentEventProcess(latent, member: member, starts: [start], states: [state])
    }
}
