import Testing

/// What a person reads when a library's fact meets the command line's advice.
@Suite struct AdviceTests {
    /// Imports of `data.csv` that are refused: its text, the options, the exit code and the message.
    @Test(
        arguments: [
            (
                "id;time;x\na;1;2\n", ["--delimiter", ",", "--series", "id"], 65,
                "data.csv: there is no column id for the series; the columns are id;time;x; the line looks split by ';'; "
                    + "say --delimiter ';'"
            ),
            (
                "id,time,x\na,1,2\n", ["--time", "tme"], 65,
                "data.csv: there is no column tme for the time; the columns are id, time, x; did you mean time?"
            ),
            (
                "id,time,x\na,1,2\n", ["--static", "weight"], 65,
                "data.csv: there is no column weight for a static covariate; the columns are id, time, x; name another with "
                    + "--static"
            ),
            (
                "id,x\na,1\n", [], 65,
                "data.csv: no column is recognised as the time; the columns are id, x; name it with --time"
            ),
            (
                "id,time,note\na,1,hello\n", [], 65,
                "data.csv: no column holds numbers to import; the columns are id, time, note; name them with --variables A,B"
            ),
            (
                "id,time,x\na,soon,1\n", [], 65,
                "data.csv: column time does not hold times (first: 'soon'); name another with --time, or say how they are "
                    + "written with --time-format '%d.%m.%Y %H:%M'"
            ),
            (
                "id,time,x\na,1,2\n", ["--mark", "x"], 64,
                "a column of marks is named, but the rows are not events; --mark belongs to --events"
            ),
            (
                "id,time,x,e\na,1,2,3\n", ["--events", "--error", "e"], 64,
                "measurement errors are named, but the rows are events, which have no value; leave out --error or --events"
            ),
            (
                "id,time,x,y,e\na,1,2,3,4\n", ["--error", "e"], 64,
                "column e holds measurement errors, but of which variable is not said; the variables are x, y; say it with "
                    + "--error VARIABLE=e"
            ),
            (
                "id,time,x,y,e\na,1,2,3,4\n", ["--variables", "x", "--error", "y=e"], 64,
                "measurement errors are named for y, which is not among the variables x; name it with --variables as well"
            ),
            (
                "id,time,param,value,e\na,1,x,3,4\n", ["--error", "x=e"], 64,
                "measurement errors are named for the variable x alone, but the file is long: param names each row's variable, "
                    + "and one column holds the errors of all; give --error the column alone"
            ),
            (
                "id,time,x,e\na,1,2,3\n", ["--error", "err"], 65,
                "data.csv: there is no column err for measurement errors; the columns are id, time, x, e; name another with "
                    + "--error"
            ),
            (
                "id,time,x,e\na,1,2,3\n", ["--error", "x="], 64,
                "--error x=: give a column, or VARIABLE=COLUMN"
            ),
            (
                "id,time,x\na,1,2\n", ["--events", "--window-from", "x"], 64,
                "the columns with start and end of the window of exposure belong together; give --window-from and --window-to"
            ),
            (
                "id,time,x\na,1,2\n", ["--time-zone", "Mars"], 64,
                "--time-zone Mars is not known; names are like Europe/Berlin or UTC"
            ),
        ] as [(String, [String], Int32, String)])
    func refusedImportsSayWhatToDo(_ text: String, _ options: [String], _ code: Int32, _ message: String) throws {
        let tool = try Tool()
        try tool.write("data.csv", text)
        let outcome = try tool.finish(tool.start(["import", "data.csv"] + options))
        #expect(outcome.code == code)
        #expect(outcome.errors == "continuum: \(message)\n")
    }

    @Test func advicesAreGivenForEachOfSeveralFiles() throws {
        let tool = try Tool()
        try tool.write("bad.csv", "id,x\na,1\n")
        try tool.write("good.csv", "id,time,x\na,1,1\n")
        let outcome = try tool.run("import", "bad.csv", "good.csv")
        #expect(outcome.code == 65 && outcome.errors.contains("name it with --time"), "\(outcome.errors)")
    }

    @Test func storesThatAreNotThereSayHowToMakeThem() throws {
        let tool = try Tool()
        let missing = try tool.run("models", "--store", "none.sqlite")
        #expect(missing.code == 66)
        #expect(
            missing.errors
                == "continuum: there is no store at none.sqlite; create it with: continuum import FILE --store none.sqlite\n"
        )
        try tool.write("one.csv", "id,time,x\na,1,1\n")
        try tool.run("import", "one.csv")
        let model = try tool.run("show", "liver")
        #expect(model.code == 2)
        #expect(
            model.errors
                == "continuum: there is no model 'liver' in the store; fit one first: continuum fit liver\n")
    }
}
