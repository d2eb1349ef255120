import Foundation
import TimeSeries

/// Noisy oscillations of two channels, each with times of its own; made by formula, so that every machine has the same.
func oscillations(
    series: Int, timeScale: Double = 1, timeShift: Double = 0, valueScale: Double = 1, names: [Int]? = nil
) -> SeriesCollection {
    var offsets = [0]
    var times: [Double] = []
    var variable: [Int32] = []
    var values: [Double] = []
    let chosen = names ?? Array(0..<series)
    for index in chosen {
        let phase = Double(index) * 0.7
        for point in 0..<(10 + index % 5) {
            let time = Double(point) * 0.8 + 0.3 * sin(Double(3 * point + index))
            for channel in 0..<2 where (point + index + channel) % 3 != 0 {
                times.append(time * timeScale + timeShift)
                variable.append(Int32(channel))
                let noise = 0.05 * sin(Double(97 * point + 31 * index + 7 * channel))
                values.append((sin(time + phase + Double(channel)) + noise) * valueScale)
            }
        }
        offsets.append(times.count)
    }
    return SeriesCollection(
        variables: ["x", "y"], names: chosen.map { "s\($0)" }, offsets: offsets, times: .numeric(times),
        variableIndices: variable, values: values)
}
