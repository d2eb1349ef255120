extension PathPlan {
    /// The paths of a range at all points, (points)(paths), points in the caller's order.
    func draw(_ paths: Range<Int>, _ noise: PathNoise) -> [Double] {
        let n = paths.count
        var values = [Double](repeating: 0, count: (readings.count + early.count) * n)
        let smoother = PathMeans(self, lanes: n)
        values.withUnsafeMutableBufferPointer { buffer in
            guard let values = buffer.baseAddress else { return }
            let states = DrawnStates(layout, paths, noise)
            let origin = KalmanFilter(layout)
            origin.start(at: rows.origin)
            origin.factor()
            states.start(mean: origin.mean, factor: origin.matrix)
            // Back in time first, as the state at the origin is at hand.
            let back = DrawnStates(continuing: states)
            var time = rows.origin
            for reading in early {
                back.advance(by: time - reading.point.time, isBackward: true)
                time = reading.point.time
                back.writeReading(reading.point.channel, values + n * reading.place)
            }
            states.skip(to: back)
            time = rows.origin
            var rest = readings[...]
            for index in 0...rows.count {
                while let reading = rest.first, reading.next == index {
                    rest = rest.dropFirst()
                    states.advance(by: reading.point.time - time)
                    time = reading.point.time
                    let line = values + n * reading.place
                    states.writeReading(reading.point.channel, line)
                    smoother.addForward(reading, line)
                }
                guard index < rows.count else { break }
                states.advance(by: rows.times[index] - time)
                time = rows.times[index]
                smoother.absorb(index, states)
            }
            var place = readings.count
            for index in (0..<rows.count).reversed() {
                smoother.retreat(over: index)
                while place > 0, readings[place - 1].next >= index {
                    place -= 1
                    guard readings[place].next == index else { continue }
                    smoother.addBackward(readings[place], values + n * readings[place].place)
                }
                smoother.retreat(before: index)
            }
            for reading in early { smoother.addBackward(reading, values + n * reading.place) }
            for reading in readings + early {
                let mean = layout.means[reading.point.channel]
                for path in 0..<n { values[n * reading.place + path] += mean }
            }
        }
        return values
    }
}
