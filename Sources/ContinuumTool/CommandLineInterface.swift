import Foundation
import TimeSeries

/// The program: finds the verb, runs it, and turns errors into exit codes.
@main
enum CommandLineInterface {
    /// Every verb, in the order of help.
    static let tree: CommandTree = .init(
        commands: [
            DemoCommand.command { run($0) }, ImportCommand.command, ProfileCommand.command, QueryCommand.command,
            FitCommand.command, CalibrateCommand.command, ForecastCommand.command, InterpolateCommand.command,
            AskCommand.command, BacktestCommand.command, PlotCommand.command, ReportCommand.command,
            ModelsCommand.command, ShowCommand.command, DeleteCommand.command, ExportCommand.command,
            EventsFitCommand.command, EventsForecastCommand.command, EventsSimulateCommand.command,
            EventsCheckCommand.command, EventsPlotCommand.command, GenerateCommand.command { tree },
        ],
        groups: [CommandGroup(name: "events", summary: "Point processes: when events happen.")])

    static func main() { exit(run(Array(CommandLine.arguments.dropFirst())).rawValue) }

    /// Runs the command that `words` spell.
    static func run(_ words: [String]) -> ExitCode {
        let console = Console(isQuiet: false)
        var rest = words[...]
        guard let first = rest.popFirst() else {
            console.note(HelpPage.program(tree))
            return .usage
        }
        if first == "--version" {
            console.print("continuum \(HelpPage.version)")
            return .done
        }
        let wantsHelp = ["help", "--help", "-h"].contains(first)
        guard var verb = wantsHelp ? rest.popFirst() : first else {
            console.print(HelpPage.program(tree))
            return .done
        }
        if let group = tree.groups.first(where: { $0.name == verb }) {
            guard let second = rest.first, !second.hasPrefix("-") else {
                guard wantsHelp || ["--help", "-h"].contains(rest.first) else {
                    console.note(HelpPage.group(group, tree))
                    return .usage
                }
                console.print(HelpPage.group(group, tree))
                return .done
            }
            verb = "\(group.name) \(second)"
            rest.removeFirst()
        }
        guard let command = tree.commands.first(where: { $0.name == verb }) else {
            console.error(unknown(verb))
            return .usage
        }
        do throws(UsageError) {
            let arguments = wantsHelp ? nil : try Arguments(Array(rest), command)
            guard let arguments, !arguments[.help] else {
                console.print(HelpPage.command(command), terminator: "")
                return .done
            }
            return run(command, arguments)
        } catch {
            console.error(error.description)
            return .usage
        }
    }

    private static func run(_ command: Command, _ arguments: Arguments) -> ExitCode {
        let console = Console(isQuiet: arguments[.quiet])
        Interruption.listen()
        do {
            try command.run(arguments, console)
            console.endProgress()
            try console.checkOutput()
            return .done
        } catch {
            let text = ErrorMessage.text(error)
            if !text.isEmpty { console.error(text) }
            return ExitCode(error)
        }
    }

    private static func unknown(_ verb: String) -> String {
        let near = Nearest.names(to: verb, among: tree.commands.map(\.name) + tree.groups.map(\.name))
        return "there is no command '\(verb)'"
            + (near.isEmpty
                ? "; the commands are \(tree.commands.map(\.name).joined(separator: ", "))"
                : "; did you mean \(near.joined(separator: " or "))?")
    }
}
