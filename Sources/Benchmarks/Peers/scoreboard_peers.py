"""Prophet and statsforecast's AutoETS on the cases of the scoreboard, scored on the same points.

    python3 Sources/Benchmarks/Peers/scoreboard_peers.py --cases DIR [--only NAME,...]

installs both into a throw-away environment (PEERS=DIR keeps it) and prints a line of JSON for each case and rival: CRPS as twice the
mean pinball loss of 39 even levels, MAE of the median, RMSE of the mean, coverage of the 90 % band; of values in standard deviations
of train.csv where there are several variables, as `Benchmarks scoreboard` has them. Each series and variable is fitted alone, with the
defaults; AutoETS where times lie on a grid of hours, days or months that is full to 95 % (gaps are interpolated), and is told 24, 7
or 12 steps a season.
"""

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import venv

LEVELS = [(k + 0.5) / 39 for k in range(39)]


def enter_environment():
    """Runs this script anew within the environment, made where it is not there."""
    folder = os.environ.get("PEERS") or os.path.join(tempfile.mkdtemp(), "peers")
    python = os.path.join(folder, "bin", "python")
    if os.path.abspath(sys.prefix) == os.path.abspath(folder):
        return
    if not os.path.exists(python):
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "prophet", "statsforecast"], check=True, stdout=sys.stderr)
    os.environ["PEERS"] = folder
    os.execv(python, [python, __file__, *sys.argv[1:]])


def pinball(quantile, level, observed):
    miss = observed - quantile
    return level * miss if miss >= 0 else (level - 1) * miss


class Score:
    """Sums over points of one rival."""

    def __init__(self):
        self.points = self.inside = 0
        self.ranked = self.absolute = self.squares = 0.0

    def add(self, observed, mean, quantiles, low, high, scale):
        self.points += 1
        self.ranked += 2 * sum(map(pinball, quantiles, LEVELS, [observed] * 39)) / 39 / scale
        self.absolute += abs(quantiles[19] - observed) / scale
        self.squares += ((mean - observed) / scale) ** 2
        self.inside += low <= observed <= high

    def figures(self):
        n = self.points
        return {"points": n, "crps": self.ranked / n, "mae": self.absolute / n,
                "rmse": (self.squares / n) ** 0.5, "coverage_90": self.inside / n}


def prophet(train, times):
    """Means, quantiles and band of Prophet with its defaults: from draws of the future."""
    import numpy
    import prophet
    model = prophet.Prophet()
    model.fit(train.rename(columns={"time": "ds", "value": "y"})[["ds", "y"]], seed=0)
    numpy.random.seed(0)
    draws = model.predictive_samples(times.rename("ds").to_frame())["yhat"]
    return draws.mean(axis=1), numpy.quantile(draws, LEVELS, axis=1).T, numpy.quantile(draws, [0.05, 0.95], axis=1).T


# Steps of a season, by the unit of the grid.
GRIDS = {"MS": 12, "D": 7, "h": 24}


def auto_ets(train, times):
    """The same of AutoETS; None where the times lie on no grid that is full."""
    import numpy
    import pandas
    from statsforecast.models import AutoETS
    for unit, season in GRIDS.items():
        grid = pandas.date_range(train["time"].min(), times.max(), freq=unit)
        if not train["time"].isin(grid).all() or not times.isin(grid).all():
            continue
        past = grid[grid <= train["time"].max()]
        if len(train) < 0.95 * len(past):
            continue
        values = train.set_index("time")["value"].reindex(past).interpolate().to_numpy(dtype=float)
        steps = len(grid) - len(past)
        shares = sorted({round(100 * abs(2 * level - 1), 6) for level in LEVELS if level != 0.5} | {90.0})
        said = AutoETS(season_length=season).forecast(y=values, h=steps, level=shares)
        places = (grid.get_indexer(times) - len(past)).astype(int)

        def quantile(level):
            share = round(100 * abs(2 * level - 1), 6)
            if share < 1e-6:
                return said["mean"]
            return said[f"{'lo' if level < 0.5 else 'hi'}-{share}"]

        columns = numpy.stack([quantile(level)[places] for level in LEVELS], axis=1)
        return said["mean"][places], columns, numpy.stack([said["lo-90.0"][places], said["hi-90.0"][places]], axis=1)
    return None


def measure(folder, name):
    import pandas
    read = lambda file: pandas.read_csv(os.path.join(folder, name, file), parse_dates=["time"])
    train, test = read("train.csv"), read("test.csv")
    scales = train.groupby("variable")["value"].std(ddof=0)
    for kind, rival in [("prophet", prophet), ("auto-ets", auto_ets)]:
        score, begin, failure = Score(), time.process_time(), None
        for (series, variable), rows in test.groupby(["series", "variable"]):
            own = train[(train["series"] == series) & (train["variable"] == variable)].sort_values("time")
            rows = rows.sort_values("time").reset_index(drop=True)
            try:
                said = rival(own, rows["time"])
            except Exception as error:  # what a rival cannot do is told, not hidden
                failure = f"{type(error).__name__}: {error}"
                break
            if said is None:
                failure = "the times lie on no grid that is full"
                break
            scale = scales[variable] if len(scales) > 1 else 1
            for row, (observed, mean, quantiles, band) in enumerate(zip(rows["value"], *said)):
                score.add(observed, mean, list(quantiles), band[0], band[1], scale)
        line = {"workload": "scoreboard-peers", "data": name, "kind": kind}
        if failure:
            line["failure"] = failure
        else:
            line |= score.figures() | {"cpu_seconds": time.process_time() - begin}
        rounded = {key: float(f"{value:.6g}") if isinstance(value, float) else value for key, value in line.items()}
        print(json.dumps(rounded, sort_keys=True), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", required=True)
    parser.add_argument("--only")
    options = parser.parse_args()
    enter_environment()
    for name in ["prophet", "cmdstanpy"]:
        # Its level is set anew by the import.
        logging.getLogger(name).disabled = True
    there = lambda name: all(os.path.exists(os.path.join(options.cases, name, f)) for f in ["train.csv", "test.csv"])
    for name in sorted(filter(there, os.listdir(options.cases))):
        if options.only is None or name in options.only.split(","):
            measure(options.cases, name)


main()
