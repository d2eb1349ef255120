/// A level and what the seasons add: smooth profiles with as many harmonics as the data bear, such as hour of day, hour of week and time
/// of year.
struct SeasonalProfileRule: PointRule {
    static let name = "seasonal-profile"
    static let summary = "a level plus smooth profiles of the seasons found, such as hour of day and of week"
    static let isSeasonal = true

    let profile: SeasonalProfile
    /// Of what the profile leaves.
    let level: Level

    init(learning histories: [ChannelHistory], seasons: [Season]) {
        let profile = SeasonalProfile(learning: histories, seasons: seasons)
        self.profile = profile
        level = Level(learning: histories.map(profile.removed))
    }

    func centers(at times: [Double], given history: ChannelHistory) -> [Double] {
        let levels = level.values(at: times, given: profile.removed(from: history))
        return zip(times, levels).map { $1 + profile.value(at: $0) }
    }

    var parameterCount: Int { 1 + profile.coefficients.count }

    var fact: FactText? {
        profile.seasons.reduce("") { text, season in
            text
                + "season \(duration: season.period) with \(season.harmonics) harmonics and strength \(season.strength, digits: 2), "
        } + level.text
    }
}

extension ForecasterKind {
    /// A level and profiles of the seasons, with the empirical spread of errors by lead.
    public static let seasonalProfile = rule(SeasonalProfileRule.self)
}
