"""The table of a scoreboard: what the mixture reached on each data set, beside the best kind alone and the best simple rule.

    python3 Sources/Benchmarks/Peers/scoreboard_table.py LINES.jsonl [...] [--peers PEERS.jsonl | --readme]

LINES are those of `Benchmarks scoreboard`, PEERS those of `scoreboard_peers.py`, whose table shows CRPS and in
brackets what the 90 % band holds; --readme prints the short table of the README instead. A row stands for all splits of a data set: CRPS are
means over splits, ratios and coverages the least and the greatest of them. The best kind and rule are those that turned out best on the
very values that are scored, which nobody knows beforehand: a ratio of 1 to them is a perfect choice.
"""

import argparse
import json

RULES = {"last-value", "mean", "weighted-mean", "drift", "seasonal-naive", "seasonal-profile"}

# What the data are, in the order of the README.
LABELS = {
    "Theoph": "a drug in the blood of 12 subjects", "Indometh": "a drug in the blood of 6 subjects",
    "aids": "CD4 counts of 467 patients", "pbcseq": "liver trial, 312 patients, 7 variables",
    "physionet": "intensive care, 300 stays, 37 variables", "hopper": "simulated hoppers, 14 variables", "spirals": "noisy spirals",
    "glucose": "glucose of five people", "ogle": "a variable star", "co2": "carbon dioxide, weekly", "battery": "lithium cells",
    "12-counts": "counts", "14-bounded": "saturation in [0, 1]", "16-outlier-1e12": "a glitch of 10¹²",
    "19-monthly": "monthly, season and growth", "20-random-walk": "random walks", "24-long-gap": "a season with a long gap",
    "26-year-hourly": "a year by the hour", "27-two-years-irregular": "two irregular years",
    "39-daily-shop-week-cycle": "daily sales with a week", "40-two-rates": "two sampling rates",
    "41-rainfall-zeros": "rain, mostly none", "42-growth-far-ahead": "growth, twice as far ahead as seen",
}


def read(paths):
    """Lines by data set, each split once: the last one that was written."""
    rows = {}
    for path in paths:
        with open(path) as lines:
            for line in lines:
                row = json.loads(line)
                if "mixture" in row.get("kinds", {}):
                    rows.setdefault(row["data"], {})[row["seed"]] = row
    return {name: [splits[seed] for seed in sorted(splits)] for name, splits in rows.items()}


def span(values, digits):
    low, high = (f"{value:.{digits}f}" for value in (min(values), max(values)))
    return low if low == high else f"{low}-{high}"


def number(value):
    return f"{value:.3g}" if abs(value) < 1e5 else f"{value:.2e}"


def mean(rows, kinds):
    """The best of `kinds` by the mean score of all splits, and that score."""
    scores = {}
    for kind in kinds:
        found = [row["kinds"][kind]["crps"] for row in rows if kind in row["kinds"]]
        if len(found) == len(rows):
            scores[kind] = sum(found) / len(found)
    best = min(scores, key=lambda kind: (scores[kind], kind))
    return best, scores[best]


def table(data):
    lines = [["data", "splits", "values", "mixture", "latent ODE", "best kind", "", "best rule", "",
              "to kind", "to rule", "90 % band", "by lead"]]
    for name, rows in data.items():
        kinds = set(rows[0]["kinds"]) - {"mixture"}
        kind, kind_score = mean(rows, kinds)
        rule, rule_score = mean(rows, kinds & RULES)
        own = [row["kinds"]["mixture"] for row in rows]
        latent = [row["kinds"].get("latent-ode", {}).get("crps") for row in rows]
        bins = [entry[key] for entry in own for key in ("least_bin_coverage_90", "greatest_bin_coverage_90") if key in entry]
        lines.append([
            name, str(len(rows)), str(int(sum(entry["points"] for entry in own))),
            number(sum(entry["crps"] for entry in own) / len(own)),
            number(sum(latent) / len(latent)) if all(score is not None for score in latent) else "-",
            number(kind_score), kind, number(rule_score), rule,
            span([row["mixture_to_best_member"] for row in rows], 3), span([row["mixture_to_best_rule"] for row in rows], 3),
            span([100 * entry["coverage_90"] for entry in own], 0) + " %",
            span([100 * value for value in bins], 0) + " %" if bins else "-"])
    return lines


def summary(data):
    rows = [row for splits in data.values() for row in splits]
    own = [row["kinds"]["mixture"] for row in rows]
    member = [row["mixture_to_best_member"] for row in rows]
    rule = [row["mixture_to_best_rule"] for row in rows]
    inside = sum(0.87 <= round(entry["coverage_90"], 4) <= 0.93 for entry in own)
    binned = [entry for entry in own if "least_bin_coverage_90" in entry]
    kept = sum(entry["least_bin_coverage_90"] >= 0.82 and entry["greatest_bin_coverage_90"] <= 0.96 for entry in binned)
    return (f"{len(rows)} splits of {len(data)} data sets: mixture within 2 % of the best kind on "
            f"{sum(ratio <= 1.02 for ratio in member)}, at or below the best rule on {sum(ratio <= 1.0005 for ratio in rule)},\n"
            f"90 % band holds 87 to 93 % on {inside}, 82 to 96 % in all bins of the lead on {kept} of {len(binned)}")


def readme(data):
    """The short table, in Markdown; losses are marked."""
    print("| data | splits | mixture | best kind alone | best simple rule | to the best kind | 90 % band |")
    print("|---|---|---|---|---|---|---|")

    def short(value):
        return number(value) if abs(value) < 1e5 else f"{value / 1000:.0f} k"

    for name in sorted(data, key=lambda name: list(LABELS).index(name)):
        rows = data[name]
        kinds = set(rows[0]["kinds"]) - {"mixture"}
        kind, kind_score = mean(rows, kinds)
        rule, rule_score = mean(rows, kinds & RULES)
        own = mean(rows, {"mixture"})[1]
        coverage = sum(row["kinds"]["mixture"]["coverage_90"] for row in rows) / len(rows)
        loss = " ▲" if own / kind_score > 1.02 else ""
        print(f"| {LABELS[name]} | {len(rows)} | {short(own)} | {short(kind_score)} {kind} | {short(rule_score)} {rule} "
              f"| {own / kind_score:.2f}{loss} | {100 * coverage:.0f} % |")


def show(lines):
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    left = {0, 6, 8} if len(lines[0]) == 13 else {0}
    for line in lines:
        print("  ".join(cell.ljust(width) if column in left else cell.rjust(width)
                        for column, (cell, width) in enumerate(zip(line, widths))).rstrip())


def peers(path, data):
    """CRPS and coverage of other programs on the same values, beside the mixture's: means over the splits that both have."""
    found = {}
    with open(path) as lines:
        for line in lines:
            row = json.loads(line)
            if "coverage_90" in row and row["data"] in data:
                found.setdefault(row["data"], {}).setdefault(row["kind"], {})[row["split"]] = row
    programs = sorted({kind for kinds in found.values() for kind in kinds})
    lines = [["data", "splits", "mixture", *programs]]

    def cell(entries):
        score = sum(entry["crps"] for entry in entries) / len(entries)
        return f"{number(score)} ({100 * sum(entry['coverage_90'] for entry in entries) / len(entries):.0f} %)"

    for name, rows in data.items():
        kinds = found.get(name)
        if not kinds:
            continue
        splits = set.intersection(*(set(entries) for entries in kinds.values())) & {row["seed"] for row in rows}
        own = [row["kinds"]["mixture"] for row in rows if row["seed"] in splits]
        if own:
            lines.append([name, str(len(own)), cell(own)] + [
                cell([kinds[kind][split] for split in splits]) if kind in kinds else "-" for kind in programs])
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lines", nargs="+")
    parser.add_argument("--peers")
    parser.add_argument("--readme", action="store_true")
    arguments = parser.parse_args()
    data = read(arguments.lines)
    if arguments.readme:
        return readme(data)
    show(table(data))
    print()
    print(summary(data))
    if arguments.peers:
        print()
        show(peers(arguments.peers, data))


if __name__ == "__main__":
    main()
