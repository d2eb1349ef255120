/// Names similar to a misspelt one.
package enum Nearest {
    /// At most three names within an edit distance of a third of the length of `name`, nearest first; case does not count.
    package static func names(to name: String, among names: some Sequence<String>) -> [String] {
        let limit = max(1, name.count / 3)
        let close = names.map { (distance(Array(name.lowercased()), Array($0.lowercased())), $0) }
            .filter { $0.0 <= limit }
        return close.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(3).map(\.1)
    }

    /// The restricted Damerau–Levenshtein distance: the least number of insertions, deletions, substitutions and swaps of
    /// neighbours from `a` to `b`.
    ///
    /// - Complexity: O(`a.count` · `b.count`).
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var before: [Int] = []
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
                row.append(best)
            }
            before = last
            last = row
        }
        return last[b.count]
    }
}
