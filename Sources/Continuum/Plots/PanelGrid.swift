/// Where the panels of a picture lie, in pixels: in rows, and in columns where there are more than three.
struct PanelGrid: Sendable {
    /// Panels side by side.
    let columns: Int
    /// Panels one above the other.
    let rows: Int
    /// Size of a panel's cell.
    let cellWidth: Double
    let cellHeight: Double

    /// Height above the panels, for the legend.
    static let header = 40.0
    /// Width of a character of the picture's font.
    static let character = 7.6

    /// Lays out `panels` panels.
    init(panels: Int) {
        columns = panels > 8 ? 3 : panels > 3 ? 2 : 1
        rows = max((panels + columns - 1) / columns, 1)
        cellWidth = [900, 640, 480][columns - 1]
        cellHeight = [330, 300, 270][columns - 1]
    }

    /// Lays out `panels` panels as wide as a page of text, at most two side by side.
    init(onPage panels: Int) {
        columns = panels > 1 ? 2 : 1
        rows = max((panels + columns - 1) / columns, 1)
        cellWidth = 960 / Double(columns)
        cellHeight = columns == 1 ? 330 : 280
    }

    /// Size of the picture.
    var width: Double { cellWidth * Double(columns) }
    var height: Double { cellHeight * Double(rows) + Self.header }

    /// The area within the axes of panel `index`.
    ///
    /// - Parameter labels: characters of the longest label of a vertical axis in the picture.
    func frame(of index: Int, labels: Int) -> PanelFrame {
        let x = Double(index % columns) * cellWidth
        let y = Self.header + Double(index / columns) * cellHeight
        return PanelFrame(
            left: x + 34 + Double(max(labels, 3)) * Self.character, right: x + cellWidth - 22, top: y + 26,
            bottom: y + cellHeight - 62)
    }

    /// Whether panel `index` of `count` is the lowest of its column.
    func isLowest(_ index: Int, of count: Int) -> Bool { index + columns >= count }
}

/// The area within a panel's axes, in pixels from the picture's top left.
struct PanelFrame: Sendable, Hashable {
    let left: Double
    let right: Double
    let top: Double
    let bottom: Double

    var width: Double { right - left }
    var height: Double { bottom - top }
}
