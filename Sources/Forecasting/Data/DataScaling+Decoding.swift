import TimeSeries

extension DataScaling {
    private enum OldKeys: String, CodingKey { case season }

    /// Reads what any version wrote: before several seasons were allowed, `season` stood for the one.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        timeKind = try fields.decode(TimeKind.self, forKey: .timeKind)
        origin = try fields.decode(Double.self, forKey: .origin)
        timeUnit = try fields.decode(Double.self, forKey: .timeUnit)
        window = try fields.decode(Double.self, forKey: .window)
        history = try fields.decode(Double.self, forKey: .history)
        horizon = try fields.decodeIfPresent(Double.self, forKey: .horizon)
        channels = try fields.decode([ChannelScaling].self, forKey: .channels)
        statics = try fields.decode([StaticEncoding].self, forKey: .statics)
        let old = try decoder.container(keyedBy: OldKeys.self)
        seasons =
            try fields.decodeIfPresent([Double].self, forKey: .seasons)
            ?? old.decodeIfPresent(Double.self, forKey: .season).map { [$0] } ?? []
    }
}
