"""Writes celerite.json: Gaussian processes by celerite2 and by dense matrices in NumPy.

    pip install celerite2==0.3.3 numpy==2.4.6
    python3 celerite.py ../../../datasets > celerite.json

The excerpts are of the project's own data sets. The light curve and the glucose are made up, with gaps and errors like those of
real ones.
"""
import csv, datetime, gzip, json, sys
import celerite2
import numpy as np
from celerite2 import terms

folder = sys.argv[1]


def read(name):
    with gzip.open(f"{folder}/{name}", "rt") as file:
        return list(csv.DictReader(file))


def rows(times, values, channels=None, errors=None):
    times = np.asarray(times, float)
    order = np.argsort(times, kind="stable")
    pick = lambda x: [np.asarray(x)[i].item() for i in order]
    return {"times": pick(times), "values": pick(np.asarray(values, float)),
            "channels": pick(np.zeros(len(times), int) if channels is None else channels),
            "errorVariances": [] if errors is None else pick(np.square(errors))}


def years(text):
    day = datetime.date.fromisoformat(text)
    return day.year + (day - datetime.date(day.year, 1, 1)).days / 365.25


def carbon_dioxide():
    found = [(years(r[""]), float(r["co2"])) for r in read("co2_weekly.csv.gz") if r["co2"]][:110]
    return rows([t for t, _ in found], [y for _, y in found])


def theophylline():
    found = [r for r in read("Theoph.csv.gz") if r["Subject"] == "1"]
    return rows([r["Time"] for r in found], [r["conc"] for r in found])


def liver():
    times, values, channels = [], [], []
    for r in read("pbcseq.csv.gz"):
        if r["id"] != "2":
            continue
        for channel, name in enumerate(["bili", "albumin"]):
            if r[name]:
                times.append(float(r["day"]) / 365.25)
                values.append(np.log(float(r[name])))
                channels.append(channel)
    return rows(times, values, channels)


def light_curve():
    random = np.random.default_rng(3)
    nights = np.concatenate([250 * k + np.sort(random.uniform(0, 160, 20)) for k in range(5)])
    errors = random.uniform(0.005, 0.02, len(nights))
    return rows(nights, 14 + 0.3 * np.sin(2 * np.pi * nights / 173.2) + errors * random.normal(size=len(nights)),
                errors=errors)


def glucose():
    random = np.random.default_rng(4)
    times = np.arange(0, 900, 5.0)
    times = times[(times < 200) | (times > 390)][::2]
    return rows(times, np.round(120 + 40 * np.sin(times / 70) + 5 * random.normal(size=len(times))))


def kernel(term, s, t):
    """k(s, t) of (kind, numbers), times from the origin."""
    kind, x = term
    lag = np.abs(s[:, None] - t[None])
    if kind == "matern12":
        return x[0] ** 2 * np.exp(-lag / x[1])
    if kind == "matern32":
        u = np.sqrt(3) * lag / x[1]
        return x[0] ** 2 * (1 + u) * np.exp(-u)
    if kind == "matern52":
        u = np.sqrt(5) * lag / x[1]
        return x[0] ** 2 * (1 + u + u * u / 3) * np.exp(-u)
    if kind == "slope":
        a, b = np.broadcast_arrays(s[:, None], t[None])
        low = np.where(a * b > 0, np.minimum(np.abs(a), np.abs(b)), 0)
        high = np.maximum(np.abs(a), np.abs(b))
        return x[1] ** 2 + x[2] ** 2 * a * b + x[0] ** 2 * low ** 2 * (3 * high - low) / 6
    weights = 1 / np.arange(1, x[3] + 1) ** 2.0
    waves = sum(w * np.cos(2 * np.pi * j * lag / x[1]) for j, w in enumerate(weights, 1))
    return x[0] ** 2 * np.exp(-lag / x[2]) * waves / weights.sum()


def dense(case):
    data, model = case["rows"], case["model"]
    t, c = np.array(data["times"]), np.array(data["channels"])
    y = np.array(data["values"]) - np.array(model["means"])[c]
    q, qc = np.array([p["time"] for p in case["points"]]), np.array([p["channel"] for p in case["points"]])
    origin = t[0]

    def covariance(s, sc, t, tc):
        return sum(np.outer(np.array(loads)[sc], np.array(loads)[tc]) * kernel(term, s - origin, t - origin)
                   for term, loads in zip(model["terms"], model["loadings"]))

    noise = np.array(model["noise"])[c] ** 2 + (np.array(data["errorVariances"]) if data["errorVariances"] else 0)
    factor = np.linalg.cholesky(covariance(t, c, t, c) + np.diag(noise * np.ones(len(t))))
    z = np.linalg.solve(factor, y)
    w = np.linalg.solve(factor, covariance(t, c, q, qc))
    prior = np.array([covariance(q[i:i + 1], qc[i:i + 1], q[i:i + 1], qc[i:i + 1])[0, 0] for i in range(len(q))])
    return {"logLikelihood": float(-0.5 * z @ z - np.log(np.diag(factor)).sum() - 0.5 * len(t) * np.log(2 * np.pi)),
            "means": (w.T @ z + np.array(model["means"])[qc]).tolist(),
            "variances": (prior - (w * w).sum(0)).tolist()}


def celerite(case):
    data, model = case["rows"], case["model"]
    parts = []
    for kind, x in model["terms"]:
        if kind == "matern12":
            parts.append(terms.RealTerm(a=x[0] ** 2, c=1 / x[1]))
        else:
            weights = 1 / np.arange(1, x[3] + 1) ** 2.0
            for j, w in enumerate(weights / weights.sum(), 1):
                parts.append(terms.ComplexTerm(a=x[0] ** 2 * w, b=0.0, c=1 / x[2], d=2 * np.pi * j / x[1]))
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    process = celerite2.GaussianProcess(total, mean=model["means"][0])
    noise = model["noise"][0] ** 2 + (np.array(data["errorVariances"]) if data["errorVariances"] else 0)
    process.compute(np.array(data["times"]), diag=noise * np.ones(len(data["times"])))
    y = np.array(data["values"])
    mean, variance = process.predict(y, t=np.array([p["time"] for p in case["points"]]), return_var=True)
    return {"logLikelihood": float(process.log_likelihood(y)), "means": mean.tolist(), "variances": variance.tolist()}


def points(data, channels=1):
    t = np.array(data["times"])
    span = t[-1] - t[0]
    places = np.concatenate([[t[0] - 0.1 * span, t[0], t[-1], t[-1] + 0.02 * span, t[-1] + 0.5 * span],
                             t[0] + span * (np.arange(20) + 0.37) / 20])
    return [{"time": float(p), "channel": c} for p in np.sort(places) for c in range(channels)]


def case(name, data, listed, noise, means, loadings=None):
    model = {"terms": listed, "loadings": loadings or [[1]] * len(listed), "noise": noise, "means": means}
    return {"name": name, "rows": data, "model": model, "points": points(data, len(noise))}


both = [
    case("carbon dioxide", carbon_dioxide(),
         [("matern12", [4, 20]), ("quasiPeriodic", [3, 1, 40, 3])], [0.4], [316]),
    case("theophylline", theophylline(), [("matern12", [3, 5]), ("matern12", [1, 0.7])], [0.3], [5]),
    case("light curve", light_curve(), [("quasiPeriodic", [0.3, 173.2, 4000, 2]), ("matern12", [0.05, 60])], [0.01], [14]),
    case("glucose", glucose(), [("matern12", [40, 90]), ("quasiPeriodic", [20, 440, 2000, 1])], [5], [120]),
]
alone = [
    case("carbon dioxide", carbon_dioxide(),
         [("slope", [0.5, 5, 2]), ("quasiPeriodic", [3, 1, 40, 2]), ("matern52", [0.5, 0.4])], [0.3], [316]),
    case("theophylline", theophylline(), [("matern32", [3, 5])], [0.3], [5]),
    case("liver", liver(), [("matern32", [0.6, 3]), ("matern12", [0.3, 1]), ("matern52", [0.1, 2])], [0.1, 0.05], [1, 1.2],
         [[1, -0.3], [1, 0], [0, 1]]),
    case("light curve", light_curve(), [("quasiPeriodic", [0.3, 173.2, 4000, 2]), ("matern52", [0.05, 60])], [0.01], [14]),
    case("glucose", glucose(), [("matern32", [40, 90])], [5], [120]),
]
for item in both:
    item["celerite2"] = celerite(item)
for item in both + alone:
    item["dense"] = dense(item)
    item["model"]["terms"] = [{"kind": kind, "numbers": numbers} for kind, numbers in item["model"]["terms"]]
print(json.dumps({
    "program": f"celerite2 {celerite2.__version__}, NumPy {np.__version__}",
    "command": "python3 celerite.py ../../../datasets > celerite.json", "cases": both + alone}))
