/// A part of a report, below a heading of its own.
public struct ReportSection: Sendable {
    /// The heading.
    public var title: String
    /// What stands below, in order.
    public var parts: [ReportPart]

    /// A section of `parts`.
    public init(_ title: String, _ parts: [ReportPart]) {
        self.title = title
        self.parts = parts
    }
}

/// Something that stands in a report.
public enum ReportPart: Sendable {
    /// Sentences.
    case text(String)
    /// A table.
    case table(ReportTable)
    /// A picture.
    case figure(ReportFigure)
    /// Lines as they are typed.
    case code(String)
}

/// A table with a caption.
public struct ReportTable: Sendable {
    /// A cell.
    public enum Cell: Sendable, Hashable {
        case text(String)
        /// A number, shown with six digits; one that is not finite is left out.
        case number(Double)
        /// Nothing is known.
        case none
    }

    /// What the table tells.
    public var title: String
    /// Names of the columns; a column without a name is one of row headings.
    public var columns: [String]
    /// The rows, `(rows, columns)`.
    public var rows: [[Cell]]
    /// What is to be known to read it, below the table.
    public var note: String?

    /// A table of `rows`.
    public init(_ title: String, columns: [String], rows: [[Cell]], note: String? = nil) {
        self.title = title
        self.columns = columns
        self.rows = rows
        self.note = note
    }

    /// Whether all known cells of a column are numbers.
    func isNumeric(_ column: Int) -> Bool {
        rows.allSatisfy { row in if column < row.count, case .text = row[column] { false } else { true } }
    }
}

extension ReportTable.Cell {
    /// The number, or nothing where there is none.
    public init(_ number: Double?) { self = number.map { .number($0) } ?? .none }

    /// The cell for the eye.
    var shown: String {
        switch self {
        case .text(let text): text
        case .number(let number): number.isFinite ? ShownText.number(number) : "–"
        case .none: "–"
        }
    }
}
