/// How reports look: by day, by night, on narrow screens and in print.
enum ReportStyle {
    /// Before the names of the sheet's own properties.
    private static let own = "-" + "-"

    static let sheet = """
        :root { \(own)paper: #fff; \(own)ink: #1b1b1b; \(own)soft: #5a5a5a; \(own)line: #d8d8d8; \(own)shade: #f4f4f2; \(own)link: #1f5f99; }
        @media (prefers-color-scheme: dark) {
          :root { \(own)paper: #16181a; \(own)ink: #e8e6e3; \(own)soft: #a5a29d; \(own)line: #3a3d40; \(own)shade: #202326; \(own)link: #8fbfe8; }
        }
        * { box-sizing: border-box; }
        body { margin: 0 auto; max-width: 62rem; padding: 1rem 1.25rem 4rem; background: var(\(own)paper); color: var(\(own)ink);
          font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
        h1 { margin: 1rem 0 0; font-size: 1.8rem; line-height: 1.2; }
        h2 { margin: 2.5rem 0 .5rem; font-size: 1.3rem; border-bottom: 1px solid var(\(own)line); padding-bottom: .2rem; }
        header p, .note, figcaption { color: var(\(own)soft); }
        header p { margin-top: .3rem; }
        nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; padding: 0; }
        a { color: var(\(own)link); }
        .table { overflow-x: auto; margin: 1rem 0; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; }
        th, td { padding: .2rem .8rem .2rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(\(own)line); }
        td { min-width: 4rem; }
        thead th { border-bottom: 2px solid var(\(own)line); white-space: nowrap; }
        tbody th { font-weight: 500; }
        th.number, td.number { text-align: right; }
        pre { background: var(\(own)shade); padding: .7rem .9rem; overflow-x: auto; border-radius: .3rem; font-size: .875rem; }
        .note { font-size: .9rem; margin-top: -.5rem; }
        figure { margin: 1rem 0; }
        figure svg { width: 100%; height: auto; display: block; color: var(\(own)ink); }
        .hover rect, .hover circle { fill: currentColor; fill-opacity: 0; stroke: none; }
        .hover rect:hover { fill-opacity: .09; }
        .hover circle:hover { fill-opacity: .35; }
        @media (max-width: 40rem) { figure { overflow-x: auto; } figure svg { min-width: 34rem; } }
        @media print {
          :root { \(own)paper: #fff; \(own)ink: #000; \(own)soft: #444; \(own)line: #bbb; \(own)shade: #f4f4f4; \(own)link: #000; }
          body { max-width: none; padding: 0; font-size: 10pt; }
          nav { display: none; }
          figure, table, pre { break-inside: avoid; }
          h2 { break-after: avoid; }
          .table, pre, figure { overflow: visible; }
          pre { white-space: pre-wrap; }
        }
        """
}
