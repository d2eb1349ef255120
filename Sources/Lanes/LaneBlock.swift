/// The granularity of lane arrays.
public enum LaneBlock {
    /// The number of lanes of an array is a multiple of this, for both scalar types and every instruction set.
    public static let width = 16

    /// The least multiple of `width` that holds `rows` rows.
    @inlinable public static func paddedLanes(for rows: Int) -> Int { (rows + width - 1) / width * width }
}
