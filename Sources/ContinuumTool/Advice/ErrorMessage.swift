import Continuum
import Foundation

/// What the program says of an error.
enum ErrorMessage {
    /// The fact that a library states, and what the command line advises.
    static func text(_ error: any Error) -> String {
        if let error = error as? FitOptionError { return UsageError(error).description }
        let fact = error is CocoaError ? error.localizedDescription : "\(error)"
        guard let advice = (error as? any Advised)?.advice else { return fact }
        return "\(fact); \(advice)"
    }
}
