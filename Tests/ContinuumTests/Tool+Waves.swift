import Foundation
import Testing

extension Tool {
    /// Twelve series of a slow wave, 8 times each.
    static let waves: String = {
        var text = "id,time,x\n"
        for series in 0..<12 {
            for point in 0..<8 {
                let time = Double(point) + 0.2 * sin(Double(series + 3 * point))
                text += "s\(series),\(time),\(sin(0.5 * time + Double(series)))\n"
            }
        }
        return text
    }()

    /// A tool whose store holds the waves and a small model `m` of them.
    static func withModel() throws -> Tool {
        let tool = try Tool()
        try tool.write("waves.csv", waves)
        #expect(try tool.run("import", "waves.csv").code == 0)
        let fit = try tool.run(
            "fit", "m", "--kind", "latent-ode", "--no-trial", "--epochs", "2", "--hidden", "8", "--latent", "3")
        #expect(fit.code == 0, "\(fit.errors)")
        return tool
    }
}
