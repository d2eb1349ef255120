import Foundation

/// The time that some work took, in seconds.
struct Duration {
    /// Seconds by the wall clock.
    var wall: Double
    /// Processor seconds of all threads. Other processes on the machine affect it only through the caches.
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

/// Seconds that `work` takes by the wall clock.
func seconds(_ work: () throws -> Void) rethrows -> Double { try Duration.of(work).wall }
