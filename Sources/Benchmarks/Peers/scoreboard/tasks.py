"""What is asked: the points of `Benchmarks scoreboard`, made anew from the same files."""

import bisect
import dataclasses
import math
import os

from .held_out import held_out

DAY = 86_400_000_000


@dataclasses.dataclass
class Track:
    """The observations of one variable of one series, by time: microseconds since 1970, or the data's own unit."""

    times: list
    values: list
    errors: list

    def until(self, limit):
        end = bisect.bisect_right(self.times, limit)
        return Track(self.times[:end], self.values[:end], self.errors and self.errors[:end])

    def between(self, after, limit):
        begin = bisect.bisect_right(self.times, after)
        end = len(self.times) if limit is None else bisect.bisect_right(self.times, limit)
        return Track(self.times[begin:end], self.values[begin:end], self.errors and self.errors[begin:end])


class Task:
    """One split of a data set: forecasts of the scored series from each cutoff, every later row within the horizon scored."""

    def __init__(self, name, tracks, first, calendar, split=0, step=None, horizon=None, unseen=0.0):
        """`tracks` by series and variable; `step` and `horizon` in the unit of the times."""
        self.name, self.tracks, self.calendar, self.split = name, tracks, calendar, split
        self.variables = list(dict.fromkeys(variable for _, variable in tracks))
        begun = list(dict.fromkeys(series for (series, _), track in tracks.items() if track.times and track.times[0] <= first))
        self.unseen = held_out(begun, unseen, split) if unseen else set()
        self.learned = [series for series in begun if series not in self.unseen]
        everything = list(dict.fromkeys(series for series, _ in tracks))
        self.scored = [series for series in everything if not unseen or series not in self.learned]
        latest = max(track.times[-1] for track in tracks.values())
        self.cutoffs = [first]
        if step:
            later = [first + index * step for index in range(1, math.ceil((latest - first) / step))]
            self.cutoffs += [cutoff for cutoff in later if cutoff < latest]
        self.horizon = horizon or step
        self.scales = {variable: self.scale(variable) for variable in self.variables}

    def scale(self, variable):
        """The standard deviation up to the first cutoff of the series that are learned from; 1 where there is one variable."""
        if len(self.variables) == 1:
            return 1
        own = [value for series in self.learned if (series, variable) in self.tracks
               for value in self.tracks[series, variable].until(self.cutoffs[0]).values]
        mean = sum(own) / max(len(own), 1)
        variance = sum((value - mean) ** 2 for value in own) / max(len(own), 1)
        return math.sqrt(variance) or 1

    def origins(self, series):
        """Of a series, each cutoff with its end, after which nothing is scored; those before its first row are left out."""
        own = [self.tracks[series, variable] for variable in self.variables if (series, variable) in self.tracks]
        begin = min(track.times[0] for track in own if track.times)
        for cutoff in self.cutoffs:
            if begin <= cutoff:
                yield cutoff, None if self.horizon is None else cutoff + self.horizon


def tracks_of(table, calendar):
    """Tracks of a table with the columns series, variable, time, value and, where known, error; rows without a value are left out."""
    tracks = {}
    table = table.dropna(subset=["value"]).sort_values("time", kind="stable")
    for key, rows in table.groupby(["series", "variable"], sort=False):
        times = rows["time"].astype("datetime64[us]").astype("int64") if calendar else rows["time"].astype(float)
        tracks[key] = Track(times.tolist(), rows["value"].astype(float).tolist(),
                            rows["error"].tolist() if "error" in rows else None)
    return tracks


def case(folder, name):
    """Rows that a case gives to learn from, and later ones that are scored from the last of them."""
    import pandas
    train, test = (pandas.read_csv(os.path.join(folder, name, file), parse_dates=["time"], dtype={"series": str})
                   for file in ["train.csv", "test.csv"])
    tracks = tracks_of(pandas.concat([train, test]), calendar=True)
    last = int(train["time"].astype("datetime64[us]").astype("int64").max())
    return [lambda: Task(name, tracks, last, calendar=True)]


def records(name, tracks, calendar, splits, step, horizon):
    """A few long series: the last tenth by time is scored in split 0, the last fifteen hundredths in split 1, up to three tenths."""
    times = sorted(time for track in tracks.values() for time in track.times)

    def task(split):
        share = 0.9 - 0.05 * (split % 5)
        first = times[min(int(share * len(times)), len(times) - 1)]
        return Task(name, tracks, first, calendar, split, step, horizon)
    return [lambda split=split: task(split) for split in range(splits)]


def carbon_dioxide(folder):
    import pandas
    table = pandas.read_csv(os.path.join(folder, "co2_weekly.csv.gz"), parse_dates=[0])
    table.columns = ["time", "value"]
    tracks = tracks_of(table.assign(series="co2", variable="co2"), calendar=True)
    return records("co2", tracks, True, 5, 182 * DAY, 728 * DAY)


def star(folder):
    import pandas
    table = pandas.read_csv(os.path.join(folder, "ogle_lpv_00005.dat"), sep=r"\s+", header=None, names=["time", "value", "error"])
    tracks = tracks_of(table.assign(series="star", variable="magnitude"), calendar=False)
    return records("ogle", tracks, False, 5, 100.0, 200.0)


def subjects(name, file, columns, variables, unseen, first, step, horizon, splits=5):
    """A set of many series, a share of which is held out whole; times are numbers."""
    def read(folder):
        import pandas
        table = pandas.read_csv(os.path.join(folder, file), dtype={columns[0]: str})
        table = table.rename(columns=dict(zip(columns, ["series", "time"])))
        tracks = tracks_of(table.melt(["series", "time"], variables, "variable", "value"), calendar=False)
        return [lambda split=split: Task(name, tracks, first, False, split, step, horizon, unseen) for split in range(splits)]
    return read


LIVER = ["bili", "chol", "albumin", "alk.phos", "ast", "platelet", "protime"]

# By name: the set as `Benchmarks scoreboard` has it, a function of the folder.
SETS = {
    "Theoph": subjects("Theoph", "Theoph.csv.gz", ["Subject", "Time"], ["conc"], 0.25, 1.2, 4.0, 12.0),
    "Indometh": subjects("Indometh", "Indometh.csv.gz", ["Subject", "time"], ["conc"], 1 / 3, 1.0, 2.0, 8.0),
    "ogle": star,
    "aids": subjects("aids", "aids.csv.gz", ["patient", "obstime"], ["CD4"], 0.2, 2.0, 6.0, 18.0),
    "co2": carbon_dioxide,
    "pbcseq": subjects("pbcseq", "pbcseq.csv.gz", ["id", "day"], LIVER, 0.2, 365.0, 730.0, 1460.0, splits=3),
}
