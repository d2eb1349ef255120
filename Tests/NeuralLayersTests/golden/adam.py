"""Writes adam.json: algorithm 1 of Kingma, Ba (2015), with 40 digits.

    python3 adam.py > adam.json
"""
import json
from decimal import Decimal, getcontext

getcontext().prec = 40
alpha, b1, b2, eps = Decimal("0.05"), Decimal("0.9"), Decimal("0.999"), Decimal("1e-8")
start = [Decimal(x) for x in ("1", "-0.5", "2.25", "0")]
scale = [Decimal(x) for x in ("1", "10", "0.001", "0")]
target = [Decimal(x) for x in ("0.25", "0.5", "2", "1")]

theta = list(start)
m = [Decimal(0)] * 4
v = [Decimal(0)] * 4
steps = []
for t in range(1, 101):
    # The gradient of sum scale/2 (theta - target)^2.
    gradient = [s * (x - c) for s, x, c in zip(scale, theta, target)]
    for i, g in enumerate(gradient):
        m[i] = b1 * m[i] + (1 - b1) * g
        v[i] = b2 * v[i] + (1 - b2) * g * g
        theta[i] -= alpha * (m[i] / (1 - b1**t)) / ((v[i] / (1 - b2**t)).sqrt() + eps)
    steps.append([float(x) for x in theta])
print(json.dumps({
    "program": "Python's decimal, 40 digits", "start": [float(x) for x in start], "scale": [float(x) for x in scale],
    "target": [float(x) for x in target], "learningRate": float(alpha), "after1": steps[0], "after2": steps[1],
    "after10": steps[9], "after100": steps[99], "first": [float(x) for x in m], "second": [float(x) for x in v],
}, indent=1))
