"""Writes comparisons.json: energy scores by scoringrules; the test of Diebold and Mariano, and distributions given by quantiles, by their
formulas in NumPy and SciPy.

    python3 comparisons.py > comparisons.json
"""
import json

import numpy as np
import scipy
import scoringrules as sr
from scipy import stats

rng = np.random.default_rng(14)
observed = rng.normal(size=(6, 3)).round(6)
samples = rng.normal(size=(6, 20, 3)).round(6)
samples[0, 1] = samples[0, 0]


def diebold_mariano(d, h):
    """As dm.test of R's package forecast with varestimator = "acf"."""
    n = len(d)
    c = d - d.mean()
    covariances = [np.dot(c[k:], c[:n - k]) / n for k in range(h)]
    variance = (covariances[0] + 2 * sum(covariances[1:])) / n
    if variance <= 0:
        return None
    statistic = d.mean() / np.sqrt(variance) * np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    return [float(statistic), float(2 * stats.t.sf(abs(statistic), n - 1))]


noise = rng.normal(size=42)
differences = (0.3 + noise[2:] + 0.6 * noise[1:-1] + 0.2 * noise[:-2]).round(6)
alternating = np.array([1.0, -1.0] * 10)

levels = (np.arange(9) + 0.5) / 9
quantiles = stats.gamma.ppf(levels, 2).round(6)
places = np.concatenate([[-3, -0.01, quantiles[0] - 1e-3], np.linspace(quantiles[0] + 1e-3, quantiles[-1] - 1e-3, 9),
                         [quantiles[-1] + 0.1, 30]]).round(6)
below = (quantiles[1] - quantiles[0]) / np.log(levels[1] / levels[0])
above = (quantiles[-1] - quantiles[-2]) / np.log((1 - levels[-2]) / (1 - levels[-1]))


def distribution(y):
    if y < quantiles[0]:
        return levels[0] * np.exp((y - quantiles[0]) / below)
    if y > quantiles[-1]:
        return 1 - (1 - levels[-1]) * np.exp((quantiles[-1] - y) / above)
    return np.interp(y, quantiles, levels)


def log_density(y):
    if y < quantiles[0]:
        return stats.expon.logpdf(quantiles[0] - y, scale=below) + np.log(levels[0])
    if y > quantiles[-1]:
        return stats.expon.logpdf(y - quantiles[-1], scale=above) + np.log(1 - levels[-1])
    k = np.searchsorted(quantiles, y)
    return np.log((levels[k] - levels[k - 1]) / (quantiles[k] - quantiles[k - 1]))


print(json.dumps({
    "program": f"scoringrules {sr.__version__}, SciPy {scipy.__version__}, NumPy {np.__version__}",
    "observed": observed.tolist(), "samples": samples.tolist(),
    "energy": sr.es_ensemble(observed, samples, estimator="nrg").tolist(),
    "energy_fair": sr.es_ensemble(observed, samples, estimator="fair").tolist(),
    "differences": differences.tolist(), "alternating": alternating.tolist(),
    "diebold_mariano": [diebold_mariano(differences, h) for h in (1, 2, 3, 5, 10)],
    "diebold_mariano_alternating": diebold_mariano(alternating, 2),
    "levels": levels.tolist(), "quantiles": quantiles.tolist(), "places": places.tolist(),
    "probabilities": [float(distribution(y)) for y in places],
    "log_densities": [float(log_density(y)) for y in places],
}, indent=1))
