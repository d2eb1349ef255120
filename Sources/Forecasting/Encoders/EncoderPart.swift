/// What an encoder can read at one observation time. Times are in the model's unit; the history is read backward, so that the
/// observation read before is the next later one.
package enum EncoderPart: Int, Sendable, CaseIterable {
    /// Scaled values less the anchors, `(channels)`; 0 where a channel is not observed.
    case values
    /// 1 for each channel that is observed, `(channels)`.
    case masks
    /// Time to the observation read before, `(1)`; 0 at the first.
    case elapsed
    /// Time since the start of the latent path, `(1)`.
    case sinceStart
    /// Sine and cosine of the season's harmonics, `(seasonal)`; none where the data have no season.
    case season
    /// For each channel, time to its observation read before, `(channels)`; to the first one read where it had none.
    case channelElapsed
    /// Static covariates, `(statics)`.
    case statics

    /// Features of the part.
    func features(_ sizes: EncoderSizes) -> Int {
        switch self {
        case .values, .masks, .channelElapsed: sizes.channels
        case .elapsed, .sinceStart: 1
        case .season: sizes.seasonal
        case .statics: sizes.statics
        }
    }
}
