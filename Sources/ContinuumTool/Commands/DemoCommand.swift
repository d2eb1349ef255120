import Continuum
import Foundation

extension CommandSpecification {
    static let demo = CommandSpecification(
        "demo", "Run the main job on shipped data in a new folder: import, profile, fit, forecast, interpolate, plot.",
        operands: "[FOLDER]", options: [.value("--data", "FOLDER", "Folder of the shipped data (default: found).")],
        examples: ["continuum demo"]
    ) { arguments, console in
        guard arguments.operands.count <= 1 else { throw UsageError("demo takes one FOLDER") }
        let data = try dataFile(arguments.text("--data"))
        let folder = try newFolder(arguments.operands.first)
        let store = arguments.text("--store") ?? "\(folder)/continuum.sqlite"
        var shared = ["--store", store]
        if let timeout = arguments.text("--lock-timeout") { shared += ["--lock-timeout", timeout] }
        if arguments.has("--quiet") { shared.append("--quiet") }
        let steps: [[String]] = [
            [
                "import", data, "--series", "id", "--time", "day", "--variables", "bili,albumin,protime,platelet",
                "--static", "age,sex,trt",
            ],
            ["profile"], ["fit", "liver", "--latent", "8", "--epochs", "60"],
            ["forecast", "liver", "--series", "2", "--at", "6000,6400.5", "--quantiles", "0.05,0.5,0.95"],
            ["interpolate", "liver", "--series", "2", "--every", "30", "--output", "\(folder)/liver.csv"],
            ["plot", "liver", "--series", "2", "--variables", "bili,albumin", "--output", "\(folder)/liver.svg"],
        ]
        for step in steps {
            let words = step + shared
            console.print("\n$ continuum \(words.map(quoted).joined(separator: " "))")
            let code = Program.run(words)
            if code != 0 { throw CommandError.silent(code) }
        }
        let root = URL(fileURLWithPath: folder).standardizedFileURL.path
        let whole = URL(fileURLWithPath: store).standardizedFileURL.path
        console.print(
            """

            The picture is \(root)/liver.svg
            The interpolated values are in \(root)/liver.csv, everything else in \(whole)
            """)
    }

    private static func quoted(_ word: String) -> String {
        word.contains { $0 == " " || $0 == "'" } ? "'\(word)'" : word
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
