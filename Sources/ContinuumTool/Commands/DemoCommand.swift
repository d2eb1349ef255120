import Continuum
import Foundation

/// `continuum demo`
enum DemoCommand {
    private static let folder = Operand.optional("FOLDER", .folder)
    private static let data = Option(
        "--data", "FOLDER", "Folder of the shipped data", .folder, otherwise: "found beside the program")

    /// - Parameter perform: runs the words of a command line.
    static func command(_ perform: @escaping @Sendable ([String]) -> ExitCode) -> Command {
        Command(
            "demo",
            "Run the main job on shipped data in a new folder: import, profile, fit, forecast, interpolate, plot.",
            operands: [folder], options: [data], examples: ["continuum demo"]
        ) { try run($0, $1, perform) }
    }

    private static func run(
        _ arguments: Arguments, _ console: Console, _ perform: ([String]) -> ExitCode
    ) throws {
        let data = try dataFile(arguments[data])
        let asked = arguments.isGiven(Option.store) ? arguments[.store] : nil
        let common =
            [Option.lockTimeout.name, "\(DecimalNumber.text(arguments[.lockTimeout]))s"]
            + (arguments[.quiet] ? [Option.quiet.name] : [])
        let folder = try newFolder(arguments[folder])
        let store = asked ?? "\(folder)/continuum.sqlite"
        let steps: [[String]] = [
            [
                "import", data, "--series", "id", "--time", "day", "--variables", "bili,albumin,protime,platelet",
                "--static", "age,sex,trt", "--unit", "bili=mg/dl,albumin=g/dl,protime=s,platelet=1e9/l",
            ],
            ["profile"], ["fit", "liver", "--latent", "8", "--epochs", "60"],
            ["forecast", "liver", "--series", "2", "--at", "6000,6400.5", "--quantiles", "0.05,0.5,0.95"],
            ["interpolate", "liver", "--series", "2", "--every", "30", "--output", "\(folder)/liver.csv"],
            ["plot", "liver", "--series", "2", "--variables", "bili,albumin", "--output", "\(folder)/liver.svg"],
        ]
        for step in steps {
            let words = step + [Option.store.name, store] + common
            console.print("\n$ \(CommandWords.line(words))")
            let code = perform(words)
            if code != .done { throw CommandError.reported(code) }
        }
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        let whole = URL(fileURLWithPath: store).standardizedFileURL.path
        console.print(
            """

            The picture is \(root)/liver.svg
            The interpolated values are in \(root)/liver.csv, everything else in \(whole)
            """)
    }

    /// The patients' file: in the folder given, here, or beside the program's sources.
    private static func dataFile(_ folder: String?) throws -> String {
        let name = "pbcseq.csv.gz"
        var folders = folder.map { [$0] } ?? ["datasets"]
        if folder == nil {
            var place = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            for _ in 0..<6 {
                place.deleteLastPathComponent()
                folders.append(place.appendingPathComponent("datasets").path)
            }
        }
        for folder in folders where FileManager.default.isReadableFile(atPath: "\(folder)/\(name)") {
            return "\(folder)/\(name)"
        }
        throw StoreError.unreadable(
            "the shipped data (\(name)) are not found; name their folder with --data, as in: continuum demo --data datasets"
        )
    }

    private static func newFolder(_ asked: String?) throws -> String {
        let manager = FileManager.default
        if let asked, manager.fileExists(atPath: asked) {
            throw UsageError("demo makes a new folder, but \(asked) exists; name another")
        }
        var path = asked ?? "continuum-demo"
        var number = 2
        while manager.fileExists(atPath: path) {
            path = "continuum-demo-\(number)"
            number += 1
        }
        try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}
