import Foundation
import Synchronization

/// Ctrl-C: the first asks the work to stop after what it is doing, a second ends the program at once.
enum Interruption {
    private static let isAsked = Atomic<Bool>(false)

    /// Whether the person asked to stop.
    static var isRequested: Bool { isAsked.load(ordering: .relaxed) }

    /// Begins to listen.
    static func listen() {
        // A parent may have left the signals blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in
                if Interruption.isAsked.exchange(true, ordering: .relaxed) { _exit(130) }
            }
        }
    }
}
