import Foundation

/// The terminal that the program writes to.
enum Terminal {
    /// Width of the terminal, 79 where there is none.
    static var columns: Int { width(of: 1).map { $0 > 20 ? $0 - 1 : 79 } ?? 79 }

    /// Columns of the terminal behind `descriptor`; `nil` where there is none, or one that does not say.
    static func width(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
