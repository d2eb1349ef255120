/// A hash of a series' name that is the same on every run and machine (Fowler, Noll, Vo 1a): the `series` word of its random
/// numbers.
package func seriesKey(_ name: String) -> UInt32 {
    name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
}
