"""Writes point_processes.json: values of likelihoods, tests and special functions by SciPy and mpmath.

    python3 point_processes.py > point_processes.json
"""
import json
import mpmath as mp
import numpy as np
import scipy
from scipy import stats, special

mp.mp.dps = 40
times = [0.31, 0.5, 1.75, 2.0, 3.25, 4.5, 4.625]


def poisson(rate, log_rate, windows):
    mass = sum(mp.quad(rate, np.linspace(a, b, 41).tolist()) for a, b in windows)
    return float(sum(log_rate(mp.mpf(t)) for t in times) - mass), float(mass)


out = {"program": f"SciPy {scipy.__version__}, mpmath {mp.__version__}", "times": times, "windows": [[0.25, 2.5], [3, 5]]}
windows = out["windows"]
f = lambda t: mp.mpf("0.3") + mp.mpf("0.7") * mp.sin(2 * mp.pi * t / 2) - mp.mpf("0.4") * mp.cos(2 * mp.pi * 2 * t / 2)
out["season"] = poisson(lambda t: mp.e ** f(t), f, windows)
g = lambda t: mp.mpf("0.2") - mp.mpf("0.5") * (t - mp.mpf("2.5")) / 2
out["trend"] = poisson(lambda t: mp.e ** g(t), g, windows)
waits = [0.01, 0.3, 1.0, 2.5, 7.0]
out["waits"] = waits
out["weibull"] = [[stats.weibull_min.logpdf(w, 0.8, scale=1.7), stats.weibull_min.logsf(w, 0.8, scale=1.7)] for w in waits]
out["lognormal"] = [[stats.lognorm.logpdf(w, 0.6, scale=np.exp(0.2)), stats.lognorm.logsf(w, 0.6, scale=np.exp(0.2))] for w in waits]
out["tail"] = [[z, float(mp.log(mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2))] for z in [-3, 0, 5, 29.5, 31, 100]]
out["gamma"] = [[a, x, float(special.gammainc(a, x))] for a, x in [(0.5, 0.1), (3, 2.5), (30.5, 40), (200, 190)]]
sample = np.random.default_rng(1).uniform(size=40) ** 1.3
test = stats.kstest(sample, "uniform", method="exact")
out["ks"] = {"sample": sample.tolist(), "statistic": test.statistic, "p": test.pvalue}
print(json.dumps(out, indent=1))
