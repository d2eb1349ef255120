extension RandomAccessCollection {
    /// The first index at which `isInSecondPart` holds, `endIndex` where it never does, by bisection.
    ///
    /// - Precondition: it holds nowhere before an element for which it does not.
    /// - Complexity: O(log n).
    @inlinable
    package func partitionPoint(where isInSecondPart: (Element) -> Bool) -> Index {
        var low = startIndex
        var count = distance(from: startIndex, to: endIndex)
        while count > 0 {
            let half = count / 2
            let middle = index(low, offsetBy: half)
            if isInSecondPart(self[middle]) {
                count = half
            } else {
                low = index(after: middle)
                count -= half + 1
            }
        }
        return low
    }
}
