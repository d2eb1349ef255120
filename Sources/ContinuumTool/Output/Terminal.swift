import Foundation

/// The terminal that the program writes to.
enum Terminal {
    /// Width of the terminal, 79 where there is none.
    static var columns: Int {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 79 }
        return Int(size.ws_col) - 1
    }
}
