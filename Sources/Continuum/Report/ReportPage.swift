import Foundation

/// A report as one HTML page that needs nothing from outside: no script, no font, no address.
public struct ReportPage: Sendable {
    /// The title.
    public var title: String
    /// A line below it.
    public var subtitle: String
    /// The sections, in order.
    public var sections: [ReportSection]

    /// A page of `sections`.
    public init(title: String, subtitle: String, sections: [ReportSection]) {
        self.title = title
        self.subtitle = subtitle
        self.sections = sections
    }

    /// The page as text.
    public var html: String {
        var html = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"/>
            <meta name="viewport" content="width=device-width, initial-scale=1"/>
            <meta name="color-scheme" content="light dark"/>
            <title>\(Self.escaped(title))</title>
            <style>
            \(ReportStyle.sheet)
            </style>
            </head>
            <body>
            <header>
            <h1>\(Self.escaped(title))</h1>
            <p>\(Self.escaped(subtitle))</p>
            </header>
            <nav aria-label="Sections"><ul>

            """
        for (index, section) in sections.enumerated() {
            html += "<li><a href=\"#section-\(index + 1)\">\(Self.escaped(section.title))</a></li>\n"
        }
        html += "</ul></nav>\n<main>\n"
        var figures = 0
        for (index, section) in sections.enumerated() {
            let name = "section-\(index + 1)"
            html += "<section aria-labelledby=\"\(name)\">\n<h2 id=\"\(name)\">\(Self.escaped(section.title))</h2>\n"
            for part in section.parts {
                switch part {
                case .text(let text): html += "<p>\(Self.escaped(text))</p>\n"
                case .code(let code): html += "<pre tabindex=\"0\"><code>\(Self.escaped(code))</code></pre>\n"
                case .table(let table): html += Self.html(table)
                case .figure(let figure):
                    figures += 1
                    html += figure.html(id: "figure-\(figures)")
                }
            }
            html += "</section>\n"
        }
        return html + "</main>\n</body>\n</html>\n"
    }

    private static func html(_ table: ReportTable) -> String {
        let isNumeric = table.columns.indices.map(table.isNumeric)
        func attributes(_ column: Int) -> String { isNumeric[column] ? " class=\"number\"" : "" }
        var html = "<div class=\"table\" tabindex=\"0\" role=\"region\" aria-label=\"\(escaped(table.title))\">\n"
        html += "<table>\n<caption>\(escaped(table.title))</caption>\n<thead><tr>"
        for (column, name) in table.columns.enumerated() {
            html += "<th scope=\"col\"\(attributes(column))>\(escaped(name))</th>"
        }
        html += "</tr></thead>\n<tbody>\n"
        for row in table.rows {
            html += "<tr>"
            for column in table.columns.indices {
                let text = escaped(column < row.count ? row[column].shown : "–")
                html +=
                    column == 0
                    ? "<th scope=\"row\"\(attributes(column))>\(text)</th>" : "<td\(attributes(column))>\(text)</td>"
            }
            html += "</tr>\n"
        }
        html += "</tbody>\n</table>\n</div>\n"
        if let note = table.note { html += "<p class=\"note\">\(escaped(note))</p>\n" }
        return html
    }

    /// `text` as it stands between tags or in an attribute; characters that no page may have are left out.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\t": escaped.unicodeScalars.append(scalar)
            // XML has no name for control characters, surrogates and the last two of the plane.
            case _ where scalar.value < 32 || (127...159).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE:
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
