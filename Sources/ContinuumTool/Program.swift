import Continuum
import Foundation

/// The program: finds the command, runs it, and turns errors into exit codes.
@main
struct Program {
    static let commands: [CommandSpecification] =
        [
            .demo, .importFiles, .profile, .query, .fit, .forecast, .interpolate, .plot, .models, .show, .delete,
            .export,
        ] + CommandSpecification.eventVerbs

    static func main() { exit(run(Array(CommandLine.arguments.dropFirst()))) }

    /// Runs the command that `words` spell; returns the exit code.
    static func run(_ words: [String]) -> Int32 {
        guard let name = words.first, name != "--help", name != "-h", name != "help" || words.count > 1 else {
            let console = Console(isQuiet: false)
            if words.isEmpty { console.note(help) } else { console.print(help) }
            return words.isEmpty ? 64 : 0
        }
        if name == "--version" {
            Console(isQuiet: false).print("continuum \(continuumVersion)")
            return 0
        }
        let wantsHelp = name == "help"
        var verb = wantsHelp ? words[1] : name
        var rest = Array(words.dropFirst(wantsHelp ? 2 : 1))
        if verb == "events" {
            guard let second = rest.first, !second.hasPrefix("-") else {
                Console(isQuiet: false).print(eventsHelp)
                return wantsHelp || rest.first == "--help" || rest.first == "-h" ? 0 : 64
            }
            verb = "events \(second)"
            rest.removeFirst()
        }
        guard let command = commands.first(where: { $0.name == verb }) else {
            let near = Nearest.names(to: verb, among: commands.map(\.name))
            Console(isQuiet: false).error(
                "there is no command '\(verb)'"
                    + (near.isEmpty
                        ? "; the commands are \(commands.map(\.name).joined(separator: ", "))"
                        : "; did you mean \(near.joined(separator: " or "))?"))
            return 64
        }
        do throws(UsageError) {
            let arguments = try Arguments(rest, command)
            if wantsHelp || arguments.has("--help") {
                Console(isQuiet: false).print(command.help, terminator: "")
                return 0
            }
            return run(command, arguments)
        } catch {
            Console(isQuiet: false).error(error.description)
            return 64
        }
    }

    private static func run(_ command: CommandSpecification, _ arguments: Arguments) -> Int32 {
        let console = Console(isQuiet: arguments.has("--quiet"))
        Interruption.listen()
        do {
            try command.run(arguments, console)
            console.endProgress()
            try console.checkOutput()
            return 0
        } catch {
            let text = message(error)
            if !text.isEmpty { console.error(text) }
            return code(error)
        }
    }

    /// What a person reads of an error: the fact, and what to do.
    static func message(_ error: any Error) -> String {
        if let error = error as? FitOptionError { return UsageError(error).description }
        let fact = error is CocoaError ? error.localizedDescription : "\(error)"
        guard let advice = (error as? any Advised)?.advice else { return fact }
        return "\(fact); \(advice)"
    }

    /// The exit codes that scripts rely on.
    static func code(_ error: any Error) -> Int32 {
        switch error {
        case is UsageError, is FitOptionError: 64
        case let error as StoreError:
            switch error.category {
            case .unreadable: 66
            case .badInput: 65
            case .usage: 64
            case .notFound: 2
            case .failed: 1
            case .interrupted: 130
            }
        case let error as CSVError:
            switch error.category {
            case .unreadable: 66
            case .badInput: 65
            case .usage: 64
            }
        case let error as ForecastingError:
            switch error {
            case .tooLittleData, .impossibleRequest, .unsuitableValues: 2
            case .unreadableModel: 66
            case .numerical: 1
            }
        case let error as EventError:
            switch error {
            case .invalidSequence: 65
            case .tooLittleData, .impossibleRequest: 2
            case .unreadableModel: 66
            case .numerical: 1
            }
        case let error as CommandError:
            switch error {
            case .failed: 1
            case .interrupted: 130
            case .silent(let code): code
            }
        case is CocoaError: 1
        default: 70
        }
    }

    private static var eventsHelp: String {
        let verbs = CommandSpecification.eventVerbs
        let width = verbs.map(\.name.count).max() ?? 0
        let lines = verbs.map { verb in
            "  \(verb.name)\(String(repeating: " ", count: width - verb.name.count))  \(verb.abstract)"
        }
        return "Point processes: when events happen.\n\n\(lines.joined(separator: "\n"))\n\n"
            + "continuum events VERB --help explains a verb, with examples."
    }

    private static var help: String {
        let width = commands.map(\.name.count).max() ?? 0
        let list = commands.map { command in
            "  \(command.name)\(String(repeating: " ", count: width - command.name.count))  \(command.abstract)"
        }
        return """
            Continuum \(continuumVersion): forecasts of irregularly sampled time series.

            USAGE: continuum COMMAND [options]

            COMMANDS:
            \(list.joined(separator: "\n"))

            The store is --store FILE, else $CONTINUUM_STORE, else continuum.sqlite in this folder.
            continuum COMMAND --help explains a command, with examples.
            """
    }
}
