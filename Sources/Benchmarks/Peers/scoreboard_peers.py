"""Public forecasters on the cases and data sets of the scoreboard, scored on the same points.

    python3 Sources/Benchmarks/Peers/scoreboard_peers.py [--cases DIR] [--data DIR] [--only NAME,...] [--kinds KIND,...] [--splits N]

installs them into a throw-away environment (PEERS=DIR keeps it) and prints a line of JSON for each case or set, split and rival: CRPS as
twice the mean pinball loss of 39 even levels, MAE of the median, RMSE of the mean, coverage of the 90 % band; of values in standard
deviations where there are several variables, as `Benchmarks scoreboard` has them. What a rival cannot do is told under `failure`.

Each series and variable is forecast alone by `prophet`, `auto-ets`, `apdtflow` and `celerite2`: on every case of `--cases`, a folder with
train.csv and test.csv, and on `co2` and `ogle` of `--data`, from rolling cutoffs. `auto-ets` and `apdtflow` know grids of hours, days,
weeks or months alone. `latent-ode` learns from many series at once: on `Theoph`, `Indometh`, `aids` and `pbcseq`, of which the same series
are held out and asked for as there. `last-value` is the bare last value, without a spread: its figures tell that the points are the same.
The folder `scoreboard` beside this file has the settings of each.
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

PACKAGES = ["prophet", "statsforecast", "celerite2", "scipy", "torch", "torchdiffeq", "apdtflow"]


def enter_environment():
    """Runs this script anew within the environment, made where it is not there."""
    folder = os.environ.get("PEERS") or os.path.join(tempfile.mkdtemp(), "peers")
    python = os.path.join(folder, "bin", "python")
    if os.path.abspath(sys.prefix) == os.path.abspath(folder):
        return
    if not os.path.exists(python):
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True, stdout=sys.stderr)
    os.environ["PEERS"] = folder
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.execv(python, [python, __file__, *sys.argv[1:]])


def alone(rival, task, score):
    """Scores a rival that forecasts each series and variable by itself."""
    for (series, variable), track in task.tracks.items():
        asked = []
        for cutoff, end in task.origins(series) if series in task.scored else []:
            history, points = track.until(cutoff), track.between(cutoff, end)
            if history.times and points.times:
                asked.append((history, points))
        if not asked:
            continue
        reach = max(points.times[-1] - history.times[-1] for history, points in asked)
        answer = rival(task, track.until(task.cutoffs[0]), reach)
        for history, points in asked:
            for observed, *said in zip(points.values, *answer(history, points.times)):
                score.add(observed, *said, task.scales[variable])


def together(rival, task, score):
    """Scores a rival that learns from many series."""
    answer = rival(task)
    for series in task.scored:
        own = {variable: task.tracks[series, variable] for variable in task.variables if (series, variable) in task.tracks}
        for cutoff, end in task.origins(series):
            points = {variable: track.between(cutoff, end) for variable, track in own.items()}
            times = sorted({time for track in points.values() for time in track.times})
            said = answer(series, cutoff, times) if times else {}
            for variable, track in points.items():
                for moment, observed in zip(track.times, track.values):
                    score.add(observed, *said[variable, moment], task.scales[variable])


def carried(task):
    """The last value of each variable; the median of what was learned from where there is none."""
    import statistics
    import numpy
    learned = {variable: statistics.median(value for series in task.learned if (series, variable) in task.tracks
                                           for value in task.tracks[series, variable].values) for variable in task.variables}

    def answer(series, cutoff, times):
        found = {}
        for variable in task.variables:
            track = task.tracks.get((series, variable))
            seen = track.until(cutoff).values if track else []
            value = seen[-1] if seen else learned[variable]
            found |= {(variable, moment): (value, numpy.full(39, value), [value, value]) for moment in times}
        return found
    return answer


def measure(task, kind, score, way, rival, package):
    from importlib.metadata import version
    line = {"workload": "scoreboard-peers", "data": task.name, "split": task.split, "kind": kind}
    if package:
        line["version"] = f"{package} {version(package)}"
    begin = time.process_time()
    try:
        way(rival, task, score)
        line |= score.figures() | {"cpu_seconds": time.process_time() - begin}
    except Exception as error:  # what a rival cannot do is told, not hidden
        line["failure"] = f"{type(error).__name__}: {error}"
    rounded = {key: float(f"{value:.9g}") if isinstance(value, float) else value for key, value in line.items()}
    print(json.dumps(rounded, sort_keys=True), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases")
    parser.add_argument("--data")
    parser.add_argument("--only", help="names of cases and sets")
    parser.add_argument("--kinds", help="names of rivals")
    parser.add_argument("--splits", type=int, default=1, help="splits of every set, as far as there are so many")
    options = parser.parse_args()
    if not options.cases and not options.data:
        parser.error("neither --cases nor --data is there")
    enter_environment()
    for name in ["prophet", "cmdstanpy", "apdtflow"]:
        # Its level is set anew by the import.
        logging.getLogger(name).disabled = True
    from scoreboard import classical, gaussian_process, latent_ode, neural_flow, tasks
    from scoreboard.score import PointScore, Score
    single = [("last-value", PointScore, alone, classical.last_value, None),
              ("prophet", Score, alone, classical.prophet, "prophet"),
              ("auto-ets", Score, alone, classical.auto_ets, "statsforecast"),
              ("celerite2", Score, alone, gaussian_process.celerite, "celerite2"),
              ("apdtflow", Score, alone, neural_flow.apdtflow, "apdtflow")]
    many = [("last-value", PointScore, together, carried, None),
            ("latent-ode", Score, together, latent_ode.latent_ode, "torchdiffeq")]
    known = {}
    if options.data:
        known |= {name: (read, options.data) for name, read in tasks.SETS.items()}
    if options.cases:
        there = lambda name: all(os.path.exists(os.path.join(options.cases, name, f)) for f in ["train.csv", "test.csv"])
        known |= {name: (tasks.case, options.cases, name) for name in sorted(filter(there, os.listdir(options.cases)))}
    for asked, names in [(options.only, known), (options.kinds, {rival[0] for rival in single + many})]:
        for name in asked.split(",") if asked else []:
            if name not in names:
                parser.error(f"there is no {name}; there are {', '.join(names)}")
    for name, (read, *place) in known.items():
        for make in read(*place)[:options.splits] if wanted(options.only, name) else []:
            task = make()
            for kind, score, way, rival, package in many if task.unseen else single:
                if wanted(options.kinds, kind):
                    measure(task, kind, score(), way, rival, package)


def wanted(names, name):
    return names is None or name in names.split(",")


main()
