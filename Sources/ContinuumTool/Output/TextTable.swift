/// Cells in columns of equal width.
enum TextTable {
    /// The lines of a table, columns two blanks apart.
    static func lines(_ rows: [[String]], alignsRight: [Bool]) -> [String] {
        let widths = alignsRight.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { cells in
            var text = ""
            for (column, cell) in cells.enumerated() {
                let pad = String(repeating: " ", count: widths[column] - cell.count)
                text += (column > 0 ? "  " : "") + (alignsRight[column] ? pad + cell : cell + pad)
            }
            while text.hasSuffix(" ") { text.removeLast() }
            return text
        }
    }
}
