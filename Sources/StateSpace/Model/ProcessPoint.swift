/// A time and a channel at which a process is asked for.
package struct ProcessPoint: Sendable, Hashable {
    package var time: Double
    package var channel: Int

    package init(time: Double, channel: Int = 0) {
        self.time = time
        self.channel = channel
    }
}
