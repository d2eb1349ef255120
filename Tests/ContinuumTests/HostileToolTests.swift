import Foundation
import Testing

/// What the program says to bad input, and its exit code, for each kind of it.
@Suite struct HostileToolTests {
    /// A file that is refused with exit code 65: nothing is stored, and no store is made.
    private func refused(
        _ text: String, _ options: [String] = [], saying message: String,
        location: SourceLocation = #_sourceLocation
    ) throws {
        let tool = try Tool()
        try tool.write("bad.csv", text)
        let outcome = try tool.finish(tool.start(["import", "bad.csv"] + options))
        #expect(outcome.code == 65, "\(outcome.errors)", sourceLocation: location)
        #expect(outcome.errors.contains(message), "\(outcome.errors)", sourceLocation: location)
        #expect(!tool.exists("continuum.sqlite"), sourceLocation: location)
    }

    @Test func emptyFile() throws { try refused("", saying: "bad.csv is empty") }

    @Test func headerOnly() throws { try refused("id,time,x\n", saying: "bad.csv has a header but no rows") }

    @Test func raggedRow() throws {
        try refused("id,time,x\na,1,2\na,2\n", saying: "bad.csv:3: 2 fields, the header has 3")
    }

    @Test func wrongDelimiter() throws {
        try refused(
            "id;time;x\na;1;2\n", ["--delimiter", ",", "--series", "id"],
            saying: "the line looks split by ';'; say --delimiter ';'")
    }

    @Test func numberBeyondRange() throws {
        try refused("id,time,x\na,1,1e400\na,2,1\n", saying: "bad.csv:2: x '1e400' is beyond the range of numbers")
    }

    @Test func infinity() throws {
        try refused("id,time,x\na,1,inf\na,2,1\n", saying: "bad.csv:2: x 'inf' is infinite")
    }

    @Test func ambiguousLocalTime() throws {
        try refused(
            "id,time,x\na,2024-10-27 02:30:00,1\na,2024-10-28,1\n", ["--time-zone", "Europe/Berlin"],
            saying: "bad.csv:2: time '2024-10-27 02:30:00' occurs twice in Europe/Berlin")
    }

    @Test func fieldOfAMegabyte() throws {
        let long = String(repeating: "9", count: 1 << 20)
        try refused("id,time,x\na,1,\(long)x\na,2,1\n", ["--variables", "x"], saying: "bad.csv:2: x '99999")
    }

    /// A file that is taken, although it looks odd.
    private func taken(_ text: String, _ query: String, _ answer: String) throws {
        let tool = try Tool()
        try tool.write("odd.csv", text)
        let outcome = try tool.run("import", "odd.csv")
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(try tool.run("query", query).output == answer)
    }

    @Test func byteOrderMarkAndLineEnds() throws {
        try taken("\u{FEFF}id,time,x\r\na,1,2\r\n", "SELECT name FROM series", "name\na\n")
    }

    @Test func quotedNewline() throws {
        try taken("id,time,x\n\"a\nb\",1,2\n", "SELECT name FROM series", "name\n\"a\nb\"\n")
    }

    @Test func notANumberIsMissing() throws {
        try taken("id,time,x,y\na,1,NaN,3\n", "SELECT count(*) AS n FROM observation", "n\n1\n")
    }

    @Test func yearsOneAndNineThousand() throws {
        try taken(
            "id,time,x\na,0001-01-01,1\na,9999-12-31,2\n", "SELECT min(time) AS a, max(time) AS b FROM observation",
            "a,b\n-62135596800000000,253402214400000000\n")
    }

    @Test func tenThousandVariables() throws {
        let names = (0..<10_000).map { "v\($0)" }.joined(separator: ",")
        let values = (0..<10_000).map { "\($0)" }.joined(separator: ",")
        try taken("id,time,\(names)\na,1,\(values)\n", "SELECT count(*) AS n FROM observation", "n\n10000\n")
    }

    @Test func unreadableFile() throws {
        let tool = try Tool()
        let outcome = try tool.run("import", "none.csv")
        #expect(outcome.code == 66 && outcome.errors.contains("none.csv: No such file or directory"))
        #expect(try tool.run("import", ".").code == 66)
    }

    @Test func truncatedArchive() throws {
        let tool = try Tool()
        let whole = try Data(contentsOf: URL(fileURLWithPath: Tool.datasets + "/pbcseq.csv.gz"))
        try whole.prefix(20_000).write(to: URL(fileURLWithPath: tool.folder + "/cut.csv.gz"))
        let outcome = try tool.run("import", "cut.csv.gz", "--series", "id", "--time", "day")
        #expect(outcome.code == 65)
        #expect(outcome.errors.contains("cut.csv.gz: the compressed data end in the middle"), "\(outcome.errors)")
        #expect(!tool.exists("continuum.sqlite"))
    }

    /// A tool with a small store.
    private func stored() throws -> Tool {
        let tool = try Tool()
        try tool.write("good.csv", "id,time,x\na,1,2\na,2,3\n")
        #expect(try tool.run("import", "good.csv").code == 0)
        try tool.write("more.csv", "id,time,x\na,3,2\n")
        return tool
    }

    /// Runs Python's own SQLite on the store.
    private func alter(_ tool: Tool, _ statements: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "python3", "-c",
            """
            import sqlite3, sys, time
            database = sqlite3.connect('continuum.sqlite', isolation_level=None)
            for statement in sys.argv[1].split(';'): database.execute(statement).fetchall()
            open('altered', 'w').close()
            while database.in_transaction: time.sleep(0.01)
            """, statements,
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: tool.folder)
        try process.run()
        while !tool.exists("altered") && process.isRunning { usleep(10_000) }
        return process
    }

    @Test func storeOfANewerVersion() throws {
        let tool = try stored()
        try alter(tool, "PRAGMA user_version = 99; PRAGMA journal_mode = DELETE").waitUntilExit()
        let before = try Data(contentsOf: URL(fileURLWithPath: tool.folder + "/continuum.sqlite"))
        for verb in [["import", "more.csv"], ["profile"], ["fit", "m"]] {
            let outcome = try tool.finish(tool.start(verb))
            #expect(outcome.code == 66 && outcome.errors.contains("is of version 99"), "\(outcome.errors)")
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: tool.folder + "/continuum.sqlite")) == before)
    }

    @Test func storeThatIsNotSQLite() throws {
        let tool = try stored()
        try tool.write("text.sqlite", String(repeating: "these are words ", count: 64))
        for verb in [["import", "more.csv"], ["profile"], ["models"]] {
            let outcome = try tool.finish(tool.start(verb + ["--store", "text.sqlite"]))
            #expect(outcome.code == 66 && outcome.errors.contains("text.sqlite is not an SQLite file"))
        }
    }

    @Test func lockedStore() throws {
        let tool = try stored()
        let holder = try alter(tool, "BEGIN IMMEDIATE")
        defer {
            // Not terminate(): a child of the test runner may have that signal blocked.
            kill(holder.processIdentifier, SIGKILL)
            holder.waitUntilExit()
        }
        let outcome = try tool.run("import", "more.csv", "--lock-timeout", "0.2s")
        #expect(outcome.code == 1 && outcome.errors.contains("is locked: another program"), "\(outcome.errors)")
        #expect(try tool.run("query", "SELECT count(*) AS n FROM observation").output == "n\n2\n")
    }

    @Test func readOnlyStore() throws {
        let tool = try stored()
        try alter(tool, "PRAGMA journal_mode = DELETE").waitUntilExit()
        let manager = FileManager.default
        let store = tool.folder + "/continuum.sqlite"
        let program = tool.folder + "/program"
        // By a process of its own: a descriptor open for writing here would be inherited by what other tests start, and a
        // program that anyone may write to cannot be run.
        try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: [Tool.path, program]).waitUntilExit()
        for (path, mode) in [(store, 0o444), (program, 0o555), (tool.folder, 0o555)] {
            try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        }
        defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tool.folder) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // The superuser may write anywhere: then as nobody.
        process.arguments =
            (geteuid() == 0 ? ["setpriv", "--reuid", "65534", "--clear-groups"] : []) + [program, "import", "more.csv"]
        process.currentDirectoryURL = URL(fileURLWithPath: tool.folder)
        let errors = Pipe()
        process.standardError = errors
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 66 && text.contains("read-only"), "\(text)")
    }
}
