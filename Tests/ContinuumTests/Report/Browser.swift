import Foundation

/// Programs that some tests of pages use where they are installed.
enum Browser {
    private static func installed(_ names: [String]) -> String? {
        names.flatMap { name in ["/usr/bin/\(name)", "/usr/local/bin/\(name)"] }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static let isGnuplotInstalled = installed(["gnuplot"]) != nil

    /// Chromium or Chrome, `nil` where there is none.
    static let path = installed(["chromium", "chromium-browser", "google-chrome"])

    /// Runs the browser without a window on the page at `page`; returns what it prints.
    @discardableResult
    static func open(_ page: String, _ arguments: [String], in folder: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "/usr/bin/chromium")
        process.arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage",
                "--user-data-dir=\(folder)/profile",
            ] + arguments + ["file://\(page)"]
        let output = folder + "/browser.out"
        try Data().write(to: URL(fileURLWithPath: output))
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return String(decoding: try Data(contentsOf: URL(fileURLWithPath: output)), as: UTF8.self)
    }
}
