/// Facts about blocks of lanes.
public enum LaneBlock {
    /// Lanes come in multiples of this, for both scalar types and every path.
    public static let width = 16

    /// The least multiple of `width` that holds `rows` rows.
    @inlinable public static func paddedLanes(for rows: Int) -> Int { (rows + width - 1) / width * width }
}
