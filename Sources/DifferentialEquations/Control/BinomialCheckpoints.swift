/// Where checkpoints stand for the least number of repeated steps (Griewank, Walther 2000, "revolve").
enum BinomialCheckpoints {
    /// How many of `length` pieces come before the next checkpoint, with `checkpoints` in all, the one at the start included.
    ///
    /// β(c, r) = C(c + r, c) pieces can be reversed with c checkpoints and each step made again at most r times. With the least
    /// such r, min(β(c, r−1), length − β(c−1, r−1)) leaves both parts within their bounds.
    static func split(_ length: Int, checkpoints: Int) -> Int {
        func bound(_ c: Int, _ r: Int) -> Int {
            guard c >= 0, r >= 0 else { return 0 }
            var value = 1
            for k in 0..<min(c, r) {
                value = value * (c + r - k) / (k + 1)
                if value > 1 << 40 { return 1 << 40 }
            }
            return value
        }
        var repetitions = 1
        while bound(checkpoints, repetitions) < length { repetitions += 1 }
        return max(
            1,
            min(bound(checkpoints, repetitions - 1), length - bound(checkpoints - 1, repetitions - 1)))
    }
}
