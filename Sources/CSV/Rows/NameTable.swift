/// A table from byte strings to numbers that makes no `String` for a look-up: open addressing over FNV-1a hashes.
struct NameTable {
    private var slots: [Int32] = Array(repeating: -1, count: 64)
    private var hashes: [UInt64] = []
    private var ends: [Int] = []
    private var arena: [UInt8] = []
    /// The number of each name, in the order in which they were added.
    private(set) var values: [Int64] = []
    private var last: Int = -1

    private func matches(_ entry: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let begin = entry == 0 ? 0 : ends[entry - 1]
        guard ends[entry] - begin == bytes.count else { return false }
        return arena.withUnsafeBufferPointer { arena in
            for index in 0..<bytes.count where arena[begin + index] != bytes[index] { return false }
            return true
        }
    }

    private static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash ^ (hash >> 29)
    }

    /// The number of the name `bytes`, or `nil` for a new name. The name found last costs one comparison.
    mutating func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        if last >= 0, matches(last, bytes) { return values[last] }
        let hash = Self.hash(bytes)
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = Int(slots[slot])
            if hashes[entry] == hash, matches(entry, bytes) {
                last = entry
                return values[entry]
            }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Adds a name that `find` did not know.
    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>, _ value: Int64) {
        if (values.count + 1) * 2 > slots.count { grow() }
        let hash = Self.hash(bytes)
        place(Int32(values.count), hash)
        hashes.append(hash)
        arena += bytes
        ends.append(arena.count)
        values.append(value)
    }

    private mutating func place(_ entry: Int32, _ hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = entry
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        for (entry, hash) in hashes.enumerated() { place(Int32(entry), hash) }
    }
}
