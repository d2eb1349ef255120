/// Scores of forecasts against what was observed. A lower score is better, except `skill`.
///
/// A proper score cannot be improved in expectation by saying something other than one's belief (Gneiting, Raftery 2007,
/// "Strictly Proper Scoring Rules, Prediction, and Estimation"): `pinball`, `rankedProbability`, `interval` and `logarithmic` are.
/// `ForecastScore` collects the usual ones over many forecasts.
public enum Score {}
