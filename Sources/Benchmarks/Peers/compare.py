#!/usr/bin/env python3
"""Runs our workloads and the peers' in turns, pinned to one core and one thread, and prints the table of the README.

Every figure is the median over rounds of each run's median processor time of a step: on a quiet machine that is the time by the
wall clock, on a busy one it leaves out what the others took. A ratio is the peer's figure divided by ours.
"""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

here = pathlib.Path(__file__).parent
root = here.parents[2]
parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--core", type=int, default=0)
parser.add_argument("--program", default=str(root / ".build/release/Benchmarks"), help="our side, built for release")
parser.add_argument("--only", help="rows whose name contains this")
a = parser.parse_args()

strict, loose = ["--rtol", "1e-7", "--atol", "1e-9"], ["--rtol", "1e-3", "--atol", "1e-4"]
hard = ["--tscale", "10", "--wscale", "2"]
few = ["--iterations", "3", "--warmup", "1"]
many = ["--iterations", "100"]


def spiral(peer, *options):
    return ["spiral.py", "--peer", peer, *options]


def field(peer, *options):
    return ["field.py", "--peer", peer, *options]


# name, ours, the peers with the least ratio that is asked for
rows = []
for name, tolerance in [("1e-7", strict), ("1e-3", loose)]:
    rows.append((f"w1, rtol {name}", ["w1", *tolerance], [
        (spiral("diffrax", *tolerance), "diffrax, batched", 8), (spiral("diffrax", "--layout", "rows", *tolerance), "diffrax, by rows", 8),
        (spiral("torchdiffeq", *tolerance), "torchdiffeq", 16)]))
for name, tolerance in [("1e-7", strict), ("1e-3", loose)]:
    peers = [(spiral("torchdiffeq", "--gradient", "adjoint", *few, *tolerance), "torchdiffeq, adjoint", 100)]
    if tolerance is strict:
        peers.append((spiral("diffrax", "--gradient", "adjoint", *few, *tolerance), "diffrax, backsolve", 15))
    rows.append((f"w1, continuous adjoint, rtol {name}", ["w1", "--gradient", "continuous", *tolerance], peers))
for name, tolerance in [("1e-7", strict), ("1e-3", loose)]:
    rows.append((f"w1, one series, rtol {name}", ["w1", "--series", "1", *many, *tolerance], [
        (spiral("diffrax", "--series", "1", *many, *tolerance), "diffrax", 5)]))
for batch in ["50", "150"]:
    for name, options in [("", []), (", times ×10, weights ×2", hard)]:
        rows.append((f"w3, {batch} rows{name}", ["w3", "--batch", batch, *options], [
            (field("diffrax", "--batch", batch, *options), "diffrax", 3),
            (field("torchdiffeq", "--batch", batch, *options), "torchdiffeq", 10)]))


def run(command):
    done = subprocess.run(["taskset", "-c", str(a.core), *command], cwd=root, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: {done.stderr.strip()}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def milliseconds(seconds):
    return f"{seconds * 1000:.3g}" if seconds < 1 else f"{seconds * 1000:.0f}"


print("| workload | ours, ms | peer | its ms | ratio | goal | loss: ours, its |\n|---|---|---|---|---|---|---|")
versions, processor = set(), ""
for name, ours, peers in rows:
    if a.only and a.only not in name:
        continue
    mine, theirs = [], [[] for _ in peers]
    for _ in range(a.rounds):
        for index, (peer, _, _) in enumerate(peers):
            theirs[index].append(run([sys.executable, str(here / peer[0]), *peer[1:]]))
            mine.append(run([a.program, *ours]))
    versions |= {x["version"] for group in theirs for x in group} | {"continuum " + mine[0]["version"]}
    processor = mine[0]["processor"]
    own = statistics.median(x["cpu_seconds_median"] for x in mine)
    for index, (_, label, bar) in enumerate(peers):
        other = statistics.median(x["cpu_seconds_median"] for x in theirs[index])
        print(f"| {name} | {milliseconds(own)} | {label} | {milliseconds(other)} | {other / own:.1f}× | {bar}× "
              f"| {mine[0]['loss']:.6g}, {theirs[index][0]['loss']:.6g} |", flush=True)
print(f"\nProcessor {processor}, one core, one thread, single precision; {', '.join(sorted(versions))}; {a.rounds} rounds in turns.")
