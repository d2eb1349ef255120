import Foundation

/// What some work took.
struct Duration {
    /// Time on the wall clock.
    var wall: Double
    /// Processor time of all threads: the same on a machine that others use too, but for their traces in the caches.
    var processor: Double

    /// Measures `work`.
    static func of(_ work: () throws -> Void) rethrows -> Duration {
        let wall = clock(CLOCK_MONOTONIC)
        let processor = clock(CLOCK_PROCESS_CPUTIME_ID)
        try work()
        return Duration(
            wall: clock(CLOCK_MONOTONIC) - wall, processor: clock(CLOCK_PROCESS_CPUTIME_ID) - processor)
    }

    private static func clock(_ id: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(id, &time)
        return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
    }
}

/// Seconds that `work` takes.
func seconds(_ work: () throws -> Void) rethrows -> Double { try Duration.of(work).wall }
