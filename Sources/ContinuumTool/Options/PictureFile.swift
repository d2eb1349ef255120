import Continuum
import Foundation

/// Files that pictures are drawn to.
enum PictureFile {
    /// `.svg, .png or .pdf`
    static var endings: String { OptionLabel.alternatives(Gnuplot.endings.map { ".\($0)" }) }
}

extension OptionReader where Value == String {
    /// The path of a picture, whose ending says its format.
    static var picture: Self {
        Self(OptionValues(kind: .file)) { option, path throws(UsageError) in
            guard Gnuplot.endings.contains((path as NSString).pathExtension.lowercased()) else {
                throw UsageError("\(option) \(path): end it in \(PictureFile.endings)")
            }
            return path
        }
    }
}
