"""Writes scores.json: scores by scoringrules and SciPy, errors by NumPy.

    python3 scores.py > scores.json
"""
import json

import numpy as np
import scipy
import scoringrules as sr
from scipy import stats

rng = np.random.default_rng(20)
observed = rng.normal(size=12).round(6)
point = (observed + rng.normal(scale=0.5, size=12)).round(6)
samples = rng.normal(size=(12, 9)).round(6)
samples[0, 1] = samples[0, 0]
levels = (np.arange(9) + 0.5) / 9
mean = point
deviation = rng.uniform(0.2, 2, size=12).round(6)
quantiles = stats.norm.ppf(levels[None, :], mean[:, None], deviation[:, None])
lower, upper = quantiles[:, 0], quantiles[:, -1]
probability = float(levels[-1] - levels[0])

print(json.dumps({
    "program": f"scoringrules {sr.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}",
    "observed": observed.tolist(), "point": point.tolist(), "samples": samples.tolist(), "levels": levels.tolist(),
    "deviation": deviation.tolist(), "quantiles": quantiles.tolist(), "probability": probability,
    "mse": float(np.mean((point - observed) ** 2)), "rmse": float(np.sqrt(np.mean((point - observed) ** 2))),
    "mae": float(np.mean(np.abs(point - observed))),
    "pinball": sr.quantile_score(observed[:, None], quantiles, levels[None, :]).mean(axis=0).tolist(),
    "interval": sr.interval_score(observed, lower, upper, 1 - probability).tolist(),
    "coverage": float(np.mean((lower <= observed) & (observed <= upper))), "width": float(np.mean(upper - lower)),
    "crps_sample": sr.crps_ensemble(observed, samples, estimator="nrg").tolist(),
    "crps_fair": sr.crps_ensemble(observed, samples, estimator="fair").tolist(),
    "crps_quantile": sr.crps_quantile(observed, quantiles, levels).tolist(),
    "crps_normal": sr.crps_normal(observed, mean, deviation).tolist(),
    "log_normal": (-stats.norm.logpdf(observed, mean, deviation)).tolist(),
}, indent=1))
