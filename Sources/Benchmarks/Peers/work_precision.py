#!/usr/bin/env python3
"""Runs Continuum, SUNDIALS, SciPy and diffrax on the reference problems, each in turn on each problem, and compares them.

usage: work_precision.py [--python PYTHON] [--repeats N] [--lines FILE] [PROBLEM ...]
       work_precision.py --table FILE         the tables again from the lines of an earlier run

PYTHON is a Python with scipy, and with jax and diffrax for their column. SUNDIALS: Debian's libsundials-dev (6.4) and gcc.

Every solver runs at tolerances 1e-3 ... 1e-13 (SciPy and diffrax to 1e-11, diffrax's implicit methods to 1e-7). Work at an error is read off each solver's curve by interpolation (of
logarithms) between the runs that no cheaper run beats. The error is the greatest over components and output times, relative to
|y| + the problem's absolute scale; the time the least of the repeats, on one thread.
"""
import argparse, json, math, pathlib, subprocess, sys, tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
GOLDEN = ROOT / "Tests" / "DifferentialEquationsTests" / "golden"
TARGETS = [1e-4, 1e-6, 1e-8]
SUNDIALS = "erk5,erk5-stop,erk8,erk8-stop,cvode-adams,cvode-bdf"
SCIPY = "RK45,DOP853,LSODA,Radau,BDF"
DIFFRAX = "Dopri5,Tsit5,Dopri8,Kvaerno3,Kvaerno5"


def lines_of(command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE)
    if done.returncode:
        print(f"failed: {' '.join(map(str, command))}", file=sys.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def measure(arguments, sink):
    sys.path.insert(0, str(GOLDEN))
    from problems import PROBLEMS
    references = json.loads((GOLDEN / "reference.json").read_text())
    subprocess.run(["swift", "build", "-c", "release", "--product", "Benchmarks"], cwd=ROOT, check=True,
                   stdout=sys.stderr)
    binaries = subprocess.run(["swift", "build", "-c", "release", "--show-bin-path"], cwd=ROOT, check=True, text=True,
                              stdout=subprocess.PIPE).stdout.strip()
    folder = pathlib.Path(tempfile.mkdtemp())
    with open(folder / "reference.txt", "w") as file:
        for p in PROBLEMS:
            r = references[p.name]
            values = p.initial + r["times"] + [v for state in r["states"] for v in state]
            print(p.name, int(p.stiff), repr(p.absolute), len(p.initial), len(p.times), *map(repr, values), file=file)
    subprocess.run(["gcc", "-O3", "-march=native", "-o", folder / "sundials", HERE / "sundials.c", "-lsundials_cvode",
                    "-lsundials_arkode", "-lsundials_nvecserial", "-lm"], check=True)
    found = []
    repeats = str(arguments.repeats)
    for p in PROBLEMS:
        if arguments.problems and p.name not in arguments.problems:
            continue
        print(p.name, file=sys.stderr, flush=True)
        python = [arguments.python, HERE / "python_peers.py"]
        for command in (
            [f"{binaries}/Benchmarks", "work-precision", "--data", GOLDEN, "--problem", p.name, "--iterations", repeats],
            [folder / "sundials", folder / "reference.txt", repeats, SUNDIALS, p.name],
            python + ["scipy", GOLDEN, repeats, SCIPY, p.name],
            python + ["diffrax", GOLDEN, repeats, DIFFRAX, p.name],
        ):
            for line in lines_of(command):
                line.setdefault("tool", "Continuum")
                found.append(line)
                print(json.dumps(line), file=sink, flush=True)
    return found


def work_at(line, target, key):
    """The work that an error of `target` takes, or infinity where the solver did not come there."""
    runs = sorted((w, e) for w, e in zip(line[key], line["error"]) if w is not None and e is not None and e > 0)
    frontier = []
    for work, error in runs:
        if not frontier or error < frontier[-1][1]:
            frontier.append((work, error))
    if not frontier or frontier[-1][1] > target:
        return math.inf
    before = None
    for work, error in frontier:
        if error <= target:
            if before is None:
                return work
            share = (math.log(before[1]) - math.log(target)) / (math.log(before[1]) - math.log(error))
            return math.exp(math.log(before[0]) + share * (math.log(work) - math.log(before[0])))
        before = (work, error)


def table(lines):
    problems = list(dict.fromkeys(line["problem"] for line in lines))

    def best(problem, tool, target, key, methods=None):
        choices = [(work_at(line, target, key), line["method"]) for line in lines
                   if line["problem"] == problem and line["tool"] == tool and (not methods or line["method"] in methods)]
        return min(choices, default=(math.inf, ""))

    def mean(values):
        return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan

    print("Evaluations at equal error, over SciPy's method of the same order (geometric mean over errors of",
          ", ".join(f"{t:.0e}" for t in TARGETS) + ")")
    pairs = [("dopri5", "RK45"), ("tsit5", "RK45"), ("dop853", "DOP853")]
    print(f"{'problem':16s}" + "".join(f"{a + ' / ' + b:>18s}" for a, b in pairs))
    overall = {pair: [] for pair in pairs}
    for problem in problems:
        row = f"{problem:16s}"
        for ours, theirs in pairs:
            ratios = []
            for target in TARGETS:
                a = best(problem, "Continuum", target, "evaluations", [ours])[0]
                b = best(problem, "SciPy", target, "evaluations", [theirs])[0]
                if math.isfinite(a) and math.isfinite(b):
                    ratios.append(a / b)
            overall[ours, theirs] += ratios and [mean(ratios)]
            row += f"{mean(ratios):18.3f}"
        print(row)
    print(f"{'all':16s}" + "".join(f"{mean(overall[pair]):18.3f}" for pair in pairs))
    print(f"{'above 1.15':16s}" + "".join(f"{sum(r > 1.15 for r in overall[pair]):18d}" for pair in pairs))

    peers = ["SUNDIALS", "SciPy", "diffrax"]
    for target in TARGETS:
        print(f"\nMicroseconds at an error of {target:.0e}, each tool's best method")
        print(f"{'problem':16s}{'Continuum':>20s}" + "".join(f"{p:>24s}" for p in peers) + f"{'ours/best peer':>16s}")
        slower, compared = 0, 0
        for problem in problems:
            ours, method = best(problem, "Continuum", target, "seconds")
            row = f"{problem:16s}{ours * 1e6:10.1f} {method:>9s}"
            rivals = []
            for peer in peers:
                seconds, name = best(problem, peer, target, "seconds")
                rivals.append(seconds)
                row += f"{seconds * 1e6:12.1f} {name:>11s}"
            # Lorenz's error is beyond reach of all.
            ratio = ours / min(rivals) if math.isfinite(min(rivals)) else math.nan
            compared += math.isfinite(min(rivals))
            slower += math.isfinite(min(rivals)) and ratio >= 1
            print(row + f"{ratio:16.3f}")
        print(f"not faster than every peer: {slower} of {compared}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--repeats", type=int, default=200)
    parser.add_argument("--lines", default="work-precision.jsonl")
    parser.add_argument("--table")
    parser.add_argument("problems", nargs="*")
    arguments = parser.parse_args()
    if arguments.table:
        with open(arguments.table) as file:
            table([json.loads(line) for line in file])
    else:
        with open(arguments.lines, "w") as sink:
            table(measure(arguments, sink))


main()
