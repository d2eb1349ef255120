import Foundation
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What a page of a report says of itself, read by Foundation's XML parser.
final class PageChecks: NSObject, XMLParserDelegate {
    private(set) var elements: [String: Int] = [:]
    private(set) var identifiers: [String] = []
    private(set) var references: [String] = []
    private(set) var faults: [String] = []
    private(set) var text = ""
    private var path: [String] = []

    init(_ html: String) {
        super.init()
        let parser = XMLParser(data: Data(html.utf8))
        parser.delegate = self
        if !parser.parse() { faults.append("line \(parser.lineNumber): \(parser.parserError.map { "\($0)" } ?? "")") }
        for reference in references where !identifiers.contains(reference) { faults.append("nothing is \(reference)") }
        if Set(identifiers).count != identifiers.count { faults.append("an identifier occurs twice") }
        for needed in ["html", "head", "title", "main", "h1", "h2", "table", "caption"] where elements[needed] == nil {
            faults.append("there is no \(needed)")
        }
        if elements["table"] != elements["caption"] { faults.append("a table has no caption") }
        if elements["figure"] != elements["figcaption"] { faults.append("a figure has no caption") }
        // Nothing comes from outside, and nothing runs.
        for word in ["http", "<script", "javascript:", "@import", "src=", "url(\"", "url('"]
        where html.lowercased().contains(word) {
            faults.append("the page holds \(word)")
        }
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String] = [:]
    ) {
        elements[name, default: 0] += 1
        if let identifier = attributes["id"] { identifiers.append(identifier) }
        for key in ["href", "xlink:href"] {
            guard let reference = attributes[key] else { continue }
            if reference.hasPrefix("#") {
                references.append(String(reference.dropFirst()))
            } else {
                faults.append(reference)
            }
        }
        if attributes["src"] != nil || ["script", "link", "iframe", "img", "object"].contains(name) {
            faults.append("the page loads \(name)")
        }
        if name == "th", attributes["scope"] == nil { faults.append("a heading of a table has no scope") }
        if name == "svg", path.last == "figure" {
            if attributes["role"] != "img" { faults.append("a picture is no picture") }
            references.append(attributes["aria-labelledby"] ?? "none")
        }
        path.append(name)
    }

    func parser(
        _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) { path.removeLast() }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
}
