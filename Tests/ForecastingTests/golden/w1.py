"""Packs the inputs of the spiral workload and torch's results for them into w1.json and w1_spirals.f64.

The results were computed with torch 2 in float64 and torchdiffeq 0.2.5, odeint(method="dopri5", rtol=1e-10, atol=1e-12):
the model of Chen et al. 2018 (tanh RNN of 25 units backward over 100 points, latent 4, field 4-20-20-4 ELU, decoder
4-20-2 ReLU, noise 0.3), weights w1_trained.json, noise w1_init.json, loss = mean over 1,000 series of KL - sum log N(x; prediction, 0.3^2).

usage: w1.py FOLDER   (with w1_golden.json, w1_init.json, w1_trained.json, w1_spirals.csv.gz)
"""
import gzip, json, pathlib, struct, sys

source, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
golden = json.loads((source / "w1_golden.json").read_text())
weights = json.loads((source / "w1_trained.json").read_text())
noise = json.loads((source / "w1_init.json").read_text())["eps"]
flat = lambda rows: [x for row in rows for x in row]
parameters = {}
for group, names in {"func": ["field.0", "field.1", "field.2"], "dec": ["decoder.0", "decoder.1"],
                     "i2h": ["encoder.step"], "h2o": ["posterior"]}.items():
    for index, (name, layer) in enumerate(zip(names, weights[group])):
        for part, suffix in (("W", "weight"), ("b", "bias")):
            key = next(k for k in (f"{group}.{index}.{part}", f"{group}.{part}") if k in golden["gradient"])
            value = layer[part]
            parameters[f"{name}.{suffix}"] = {
                "value": flat(value) if part == "W" else value,
                "gradient": golden["gradient"][key]["values"], "norm": golden["gradient"][key]["norm"]}
(here / "w1.json").write_text(json.dumps({"loss": golden["loss"], "kl": golden["kl_mean"],
    "logLikelihood": golden["logpx_mean"], "noise": flat(noise), "parameters": parameters}))
with gzip.open(source / "w1_spirals.csv.gz", "rt") as file:
    rows = [line.strip().split(",") for line in file]
columns = [rows[0].index(name) for name in ("t", "x", "y")]
values = [[float(row[c]) for c in columns] for row in rows[1:]]
with open(here / "w1_spirals.f64", "wb") as file:
    file.write(struct.pack("<100d", *[v[0] for v in values[:100]]))
    file.write(struct.pack(f"<{2 * len(values)}d", *flat([v[1:] for v in values])))
