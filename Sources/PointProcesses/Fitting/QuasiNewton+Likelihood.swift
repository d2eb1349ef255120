import Numerics

extension QuasiNewton {
    /// Maximises a log likelihood from `start`; the value of the minimum is its negative.
    func maximize(
        from start: [Double], _ logLikelihood: ([Double]) -> (value: Double, gradient: [Double])
    ) throws(EventError) -> Minimum {
        do throws(InfiniteStart) {
            return try minimize(from: start) { point in
                let found = logLikelihood(point)
                return (-found.value, found.gradient.map { -$0 })
            }
        } catch {
            throw .numerical(.infiniteStart)
        }
    }
}
