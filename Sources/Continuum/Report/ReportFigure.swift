import Foundation

/// A picture in a report: drawn by gnuplot, with the values below the reader's pointer laid over it.
///
/// The values are titles of transparent shapes, which browsers show without any script. Lines and text take the page's colour.
public struct ReportFigure: Sendable {
    /// A place whose value shows where the pointer rests.
    struct Hover: Sendable, Hashable {
        /// Where it is.
        enum Shape: Sendable, Hashable {
            case circle(x: Double, y: Double)
            /// A strip over the whole height of a panel.
            case strip(left: Double, right: Double, top: Double, bottom: Double)
        }

        let shape: Shape
        let text: String
    }

    /// What is to be seen, for those who do not see it and below the picture.
    public let caption: String
    private let svg: String
    private let hovers: [Hover]
    private let size: (width: Double, height: Double)

    /// Draws what `body` tells gnuplot.
    ///
    /// - Parameters:
    ///   - caption: what is to be seen.
    ///   - body: the script.
    ///   - size: of the picture in pixels.
    ///   - hovers: in pixels from its top left.
    /// - Throws: what gnuplot says, also where it is not installed.
    init(_ caption: String, body: String, size: (width: Double, height: Double), hovers: [Hover]) throws {
        self.caption = caption
        self.size = size
        self.hovers = hovers
        svg = try Self.drawing(body, size)
    }

    /// What gnuplot draws, between its tags, without title and background.
    private static func drawing(_ body: String, _ size: (width: Double, height: Double)) throws -> String {
        let file = FileManager.default.temporaryDirectory.path + "/continuum-figure-\(UUID().uuidString).svg"
        defer { try? FileManager.default.removeItem(atPath: file) }
        _ = try Gnuplot.draw(body, panels: 1, size: size, background: nil, to: .file(file))
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
        guard let tag = text.range(of: "<svg"), let begin = text[tag.upperBound...].firstIndex(of: ">"),
            let end = text.range(of: "</svg>", options: .backwards)
        else { throw StoreError.failed("gnuplot drew no picture") }
        return String(text[text.index(after: begin)..<end.lowerBound])
            .replacing(/<title>[^<]*<\/title>/, with: "").replacing(/<desc>[^<]*<\/desc>/, with: "")
    }

    /// The figure as a part of a page, in which `id` is no other's.
    func html(id: String) -> String {
        // Names within the picture must be its own, and its ink the page's.
        let drawing =
            svg
            .replacing(/(?:xlink:)?href=(['"])#/) { "href=\($0.1)#\(id)-" }
            .replacing(/\bid=(['"])/) { "id=\($0.1)\(id)-" }
            .replacing("url(#", with: "url(#\(id)-")
            .replacing(/\b(?:color|fill|stroke)\s*=\s*(['"])black\1/) { match in
                match.0.hasPrefix("color") ? "" : match.0.replacing("black", with: "currentColor")
            }
            .replacing(/rgb\(\s*34,\s*34,\s*34\)/, with: "currentColor")
            .replacing(
                /stroke\s*=\s*(['"])rgb\(\s*221,\s*221,\s*221\)['"]/,
                with: "stroke=\"currentColor\" stroke-opacity=\"0.17\""
            )
            .replacing(/color\s*=\s*(['"])rgb\(\s*221,\s*221,\s*221\)['"]/, with: "stroke-opacity=\"0.17\"")
            .replacing(/font-family\s*=\s*(['"])sans['"]/, with: "font-family=\"sans-serif\"")
        var html = "<figure>\n<svg viewBox=\"0 0 \(Int(size.width)) \(Int(size.height))\" role=\"img\" "
        html += "aria-labelledby=\"\(id)-caption\">\n\(drawing)\n<g class=\"hover\">\n"
        for hover in hovers {
            let title = "<title>\(ReportPage.escaped(hover.text))</title>"
            switch hover.shape {
            case .circle(let x, let y):
                html += "<circle cx=\"\(Self.pixel(x))\" cy=\"\(Self.pixel(y))\" r=\"6\">\(title)</circle>\n"
            case .strip(let left, let right, let top, let bottom):
                html +=
                    "<rect x=\"\(Self.pixel(left))\" y=\"\(Self.pixel(top))\" width=\"\(Self.pixel(right - left))\" "
                html += "height=\"\(Self.pixel(bottom - top))\">\(title)</rect>\n"
            }
        }
        html +=
            "</g>\n</svg>\n<figcaption id=\"\(id)-caption\">\(ReportPage.escaped(caption))</figcaption>\n</figure>\n"
        return html
    }

    private static func pixel(_ number: Double) -> String { String(format: "%.1f", number) }
}
