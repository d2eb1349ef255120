import Foundation
import Testing

/// The scripts that `continuum generate` prints, asked by the shells themselves.
@Suite struct CompletionTests {
    /// Runs `words`; `nil` where the program is not installed.
    private func run(_ words: [String], in folder: String) throws -> (code: Int32, output: String)? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        var environment = ProcessInfo.processInfo.environment
        environment["HOME"] = folder
        environment["LC_ALL"] = "C.UTF-8"
        environment["TERM"] = "dumb"
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        if process.terminationStatus == 127 {
            print("skipped: \(words[0]) is not installed")
            return nil
        }
        return (process.terminationStatus, text)
    }

    /// A folder that holds the script of `shell`, and two files and a folder to complete.
    private func prepared(_ shell: String) throws -> Tool {
        let tool = try Tool()
        let outcome = try tool.run("generate", shell, "--output", "script")
        #expect(outcome.code == 0, "\(outcome.errors)")
        try tool.write("visits.csv", "")
        try tool.write("visits two.csv", "")
        try FileManager.default.createDirectory(atPath: tool.folder + "/visitors", withIntermediateDirectories: true)
        return tool
    }

    /// What may follow a line, in any shell.
    private static let cases: [(line: String, words: [String])] = [
        ("continuum fo", ["forecast"]), ("continuum ev", ["events"]), ("continuum events si", ["simulate"]),
        ("continuum help fo", ["forecast"]), ("continuum fit m --sol", ["--solver"]),
        ("continuum events fit m --harm", ["--harmonics"]), ("continuum fit m --solver dop", ["dop853", "dopri5"]),
        ("continuum events fit m --kind log", ["log-linear", "log-normal"]),
        ("continuum events simulate m --method ", ["inversion", "thinning"]),
        ("continuum models --format ", ["csv", "json", "table"]), ("continuum generate z", ["zsh"]),
    ]

    /// As `cases`, where files are completed; a shell writes a folder in its own way.
    private static let fileCases = ["continuum import vis", "continuum models --output vis"]

    @Test func bash() throws {
        let tool = try prepared("bash")
        try tool.write(
            "ask",
            """
            source ./script
            while IFS= read -r line; do
                read -ra COMP_WORDS <<< "$line"
                [[ $line == *' ' ]] && COMP_WORDS+=('')
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                _continuum
                printf '%s\\n' "${COMPREPLY[@]}" | sort | paste -sd '|'
            done < lines
            """)
        // bash splits at the sign of equality.
        let lines =
            Self.cases.map(\.line) + ["continuum fit m --solver = dop"] + Self.fileCases + ["continuum demo vis"]
        try tool.write("lines", lines.joined(separator: "\n") + "\n")
        let answer = try #require(try run(["bash", "ask"], in: tool.folder))
        let files = "visitors|visits two.csv|visits.csv"
        #expect(
            answer.output.split(separator: "\n").map(String.init)
                == Self.cases.map { $0.words.joined(separator: "|") } + ["dop853|dopri5", files, files, "visitors"])
    }

    @Test func fish() throws {
        let tool = try prepared("fish")
        guard let check = try run(["fish", "--no-execute", "script"], in: tool.folder) else { return }
        #expect(check.code == 0 && check.output.isEmpty, "\(check.output)")
        let lines =
            Self.cases + [("continuum fit m --solver=dop", ["--solver=dop853", "--solver=dopri5"])]
            + Self.fileCases.map { ($0, ["visitors/", "visits two.csv", "visits.csv"]) }
            + [("continuum demo vis", ["visitors/"])]
        for (line, words) in lines {
            let answer = try #require(
                try run(["fish", "--command", "source ./script; complete --do-complete '\(line)'"], in: tool.folder))
            let found = answer.output.split(separator: "\n").map { String($0.split(separator: "\t")[0]) }
            #expect(found.sorted() == words, "\(line)")
        }
    }

    @Test func zsh() throws {
        let tool = try prepared("zsh")
        guard let check = try run(["zsh", "-n", "script"], in: tool.folder) else { return }
        #expect(check.code == 0 && check.output.isEmpty, "\(check.output)")
        // A shell of its own behind a terminal, whose completion function tells what it would offer.
        try tool.write(
            "ask",
            #"""
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'PROMPT= PROMPT2= RPROMPT=; unsetopt zle_bracketed_paste; stty -echo; autoload -Uz compinit; compinit -u -D'
            zpty -w shell 'source ./ready'
            while IFS= read -r line; do
                zpty -w -n shell "$line"$'\t'
                while zpty -r shell reply; do
                    reply=${reply//$'\r'/}
                    [[ $reply == *'<end>'* ]] && break
                    [[ $reply == *'<word>'* ]] && print -r -- "${${reply#*<word>}%%</word>*}"
                done
                print -r -- .
            done < lines
            zpty -d shell
            """#)
        try tool.write(
            "ready",
            #"""
            source ./script
            # Words that the completion offers go to the terminal instead.
            compadd() {
                local -a found
                if [[ -n ${@[(r)-[OAD]]} ]]; then
                    builtin compadd "$@"
                    return
                fi
                builtin compadd -O found "$@"
                local word
                for word in $found; do print -r -- "<word>$word</word>"; done
                (($#found))
            }
            told() {
                zle complete-word
            }
            answer() {
                _main_complete
                print -r -- '<end>'
                compstate[insert]=
                compstate[list]=
            }
            zle -C ask complete-word answer
            asked() {
                zle ask
                BUFFER=
            }
            zle -N asked
            bindkey '^I' asked
            """#)
        let lines = Self.cases + [("continuum fit m --solver=dop", ["dop853", "dopri5"])]
        try tool.write("lines", lines.map(\.line).joined(separator: "\n") + "\n")
        let answer = try #require(try run(["timeout", "60", "zsh", "-f", "ask"], in: tool.folder))
        let found = answer.output.components(separatedBy: "\n.\n").prefix(lines.count).map {
            Set($0.split(separator: "\n").map(String.init).filter { $0 != "." })
        }
        #expect(found == lines.map { Set($0.words) }, "\(answer.output)")
    }

    @Test func manual() throws {
        let tool = try Tool()
        #expect(try tool.run("generate", "man", "--output", "continuum.1").code == 0)
        guard let page = try run(["groff", "-man", "-Tutf8", "-ww", "-P-cbou", "continuum.1"], in: tool.folder) else {
            return
        }
        #expect(page.code == 0 && !page.output.contains("warning") && !page.output.contains("error:"))
        for text in ["--time-zone ZONE", "continuum events simulate NAME [options]", "EXIT STATUS", "130"] {
            #expect(page.output.contains(text), "\(text)")
        }
        if let page = try run(["man", "--warnings", "-l", "continuum.1"], in: tool.folder) {
            #expect(page.code == 0 && !page.output.contains("warning"), "\(page.output.prefix(400))")
        }
    }
}
