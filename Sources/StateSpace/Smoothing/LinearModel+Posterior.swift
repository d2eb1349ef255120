import Crew

extension LinearModel {
    /// Means and variances of the process, without its noise, at any points given all rows of a series.
    ///
    /// Points may be before, amid and after the rows, in any order; each gets the same bits alone as among others. Before the
    /// origin every term runs back in time: as it ran forward where it is stationary, as a Wiener process from the origin where
    /// not.
    ///
    /// - Parameter crew: whose threads share the work; the result has the same bits with any number.
    /// - Complexity: O((rows + points) d²) of time, and memory for the states between tapes of rows and eight tapes.
    package func posterior(given rows: ObservationRows, at points: [ProcessPoint], crew: WorkCrew? = nil)
        -> ProcessDistribution
    {
        Smoother(self, rows).answer(points, crew ?? WorkCrew(threads: 1))
    }
}
