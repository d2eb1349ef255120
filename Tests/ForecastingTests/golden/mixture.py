# Quantiles of a mixture of three components, printed for PredictiveMixtureTests. Run: python3 mixture.py (SciPy).
import scipy
from scipy.optimize import brentq
from scipy.stats import norm, t

centers, scales = [-0.5, 0.1, 2], [0.8, 0.5, 1]
print("SciPy", scipy.__version__)
for name, d in (("gaussian", norm), ("student-t", t(4))):
    for p in (0.05, 0.5, 0.99):
        f = lambda x: sum(d.cdf((x - c) / s) for c, s in zip(centers, scales)) / 3 - p
        print(name, p, "%.13f" % brentq(f, -60, 60, xtol=1e-14, rtol=1e-14))
