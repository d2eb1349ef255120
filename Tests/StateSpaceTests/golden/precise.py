"""Writes precise.json: Gaussian processes with hardly any noise and rows that nearly coincide, in 80 digits.

    pip install mpmath==1.4.1
    python3 precise.py > precise.json

Times come in groups 1e-9 and 1e-12 apart, with a gap of a million length scales amid them.
"""
import json, math
import mpmath as mp

mp.mp.dps = 80
times, now = [], 0.0
for i in range(30):
    now += {1: 1e-9, 2: 1e-12, 4: 0.013}.get(i % 6, 0.37)
    if i == 15:
        now += 1e6
    times.append(now)
values = [math.sin(0.7 * t) for t in times]
points = [-0.5, 0.1, 0.3700000005, 0.9, 2.0, 2.001, times[14] + 0.5, 5e5, times[15] - 0.2, times[22] + 0.05, times[29], times[29] + 1]


def matern(order, deviation, scale):
    rate = mp.sqrt({12: 1, 32: 3, 52: 5}[order]) / mp.mpf(scale)

    def kernel(s, t):
        u = rate * abs(s - t)
        return mp.mpf(deviation) ** 2 * {12: 1, 32: 1 + u, 52: 1 + u + u * u / 3}[order] * mp.exp(-u)

    return kernel


def season(deviation, period, scale):
    return lambda s, t: (mp.mpf(deviation) ** 2 * mp.exp(-abs(s - t) / mp.mpf(scale))
                         * mp.cos(2 * mp.pi * (s - t) / mp.mpf(period)))


def slope(diffusion, start, start_slope):
    def kernel(s, t):
        s, t = s - mp.mpf(times[0]), t - mp.mpf(times[0])
        low, high = (min(abs(s), abs(t)), max(abs(s), abs(t))) if s * t > 0 else (mp.mpf(0), mp.mpf(0))
        return mp.mpf(start) ** 2 + mp.mpf(start_slope) ** 2 * s * t + mp.mpf(diffusion) ** 2 * low ** 2 * (3 * high - low) / 6

    return kernel


models = [
    ([("matern12", [1, 1.3])], [matern(12, 1, 1.3)]),
    ([("matern32", [1, 1.3])], [matern(32, 1, 1.3)]),
    ([("matern52", [1, 1.3])], [matern(52, 1, 1.3)]),
    ([("matern52", [1, 1.3]), ("quasiPeriodic", [0.5, 3, 10, 1])], [matern(52, 1, 1.3), season(0.5, 3, 10)]),
    ([("slope", [1, 1e4, 1e4]), ("matern12", [0.1, 1.3])], [slope(1, 1e4, 1e4), matern(12, 0.1, 1.3)]),
]
t, y, q = [[mp.mpf(x) for x in xs] for xs in (times, values, points)]
cases = []
for terms, kernels in models:
    for noise in (1e-12, 1e-8, 1e-4, 1e-2):
        k = lambda s, t: sum(kernel(s, t) for kernel in kernels)
        n = len(t)
        a = mp.matrix(n, n)
        for i in range(n):
            for j in range(n):
                a[i, j] = k(t[i], t[j])
            a[i, i] += mp.mpf(noise) ** 2
        l = mp.cholesky(a)

        def forward(b):
            x = []
            for i in range(n):
                x.append((b[i] - sum(l[i, j] * x[j] for j in range(i))) / l[i, i])
            return x

        z = forward(y)
        log_likelihood = -sum(x * x for x in z) / 2 - sum(mp.log(l[i, i]) for i in range(n)) - n * mp.log(2 * mp.pi) / 2
        w = [forward([k(p, s) for s in t]) for p in q]
        cases.append({
            "terms": [{"kind": kind, "numbers": numbers} for kind, numbers in terms], "noise": noise,
            "logLikelihood": float(log_likelihood),
            "means": [float(sum(a * b for a, b in zip(v, z))) for v in w],
            "variances": [float(k(p, p) - sum(a * a for a in v)) for p, v in zip(q, w)]})
print(json.dumps({"program": f"mpmath {mp.__version__}, 80 digits", "command": "python3 precise.py > precise.json",
                  "times": times, "values": values, "points": points, "cases": cases}))
