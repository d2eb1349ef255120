/// Which seasons a fit reckons with.
public enum SeasonChoice: Sendable, Hashable {
    /// Those that the data show.
    case found
    /// Exactly these periods, for every variable: seconds in calendar data, else the data's own unit; none where it is empty.
    case periods([Double])
}
