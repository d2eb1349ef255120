/// A line that tells how far work has come, which leaves out what matters least until it fits into a row of a terminal.
struct ProgressLine: Sendable {
    /// A part of the line.
    struct Part: Sendable {
        let text: String
        /// 1 for what must stay; parts of the highest rank are left out first.
        let rank: Int

        init(_ text: String, rank: Int) {
            self.text = text
            self.rank = rank
        }
    }

    private let parts: [Part]

    /// Parts in the order in which they are read.
    init(_ parts: [Part]) { self.parts = parts.filter { !$0.text.isEmpty } }

    /// The whole line.
    var text: String { parts.map(\.text).joined(separator: "  ") }

    /// The line in at most `columns` columns; what cannot be left out is cut.
    func text(columns: Int) -> String {
        var kept = parts
        while Self.width(ProgressLine(kept).text) > columns, let highest = kept.map(\.rank).max(), highest > 1,
            let last = kept.lastIndex(where: { $0.rank == highest })
        {
            kept.remove(at: last)
        }
        return Self.cut(ProgressLine(kept).text, to: columns)
    }

    /// A bar of ten or twenty characters for the `share` that is done.
    static func bar(_ share: Double, length: Int = 20) -> String {
        let filled = min(max(Int(share * Double(length)), 0), length)
        return "[" + String(repeating: "#", count: filled) + String(repeating: "·", count: length - filled) + "]"
    }

    /// `text` in at most `columns` columns, its end replaced by an ellipsis where it is longer.
    static func cut(_ text: String, to columns: Int) -> String {
        // A line feed or an escape would leave the row.
        let text = String(text.map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 } ? " " : $0 })
        guard width(text) > columns else { return text }
        var cut = ""
        var used = 0
        for character in text {
            let width = width(character)
            guard used + width < columns else { break }
            cut.append(character)
            used += width
        }
        return columns > 0 ? cut + "…" : ""
    }

    /// Columns that `text` takes.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

    /// 2 for characters of East Asian scripts and for pictures (Unicode Standard Annex 11, wide), else 1.
    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first?.value else { return 0 }
        let wide: [ClosedRange<UInt32>] = [
            0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD,
        ]
        return wide.contains { $0.contains(scalar) } ? 2 : 1
    }
}
