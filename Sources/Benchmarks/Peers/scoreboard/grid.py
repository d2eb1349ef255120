"""The grid that times lie on, for rivals that know nothing else."""

# Steps of a season, by the unit of the grid.
UNITS = {"MS": 12, "D": 7, "h": 24, "7D": 52}


class Grid:
    """A history without gaps: `values` by step, `season` in steps, and how many `steps` after the last value the times asked for are."""

    def __init__(self, task, history, times):
        import numpy
        import pandas
        if not task.calendar:
            raise ValueError("the times lie on no grid that is full")
        past, asked = pandas.to_datetime(history.times, unit="us"), pandas.to_datetime(times, unit="us")
        for unit, season in UNITS.items():
            grid = pandas.date_range(past[0], max(past[-1], asked[-1]), freq=unit)
            if not past.isin(grid).all() or not asked.isin(grid).all():
                continue
            self.times = grid[grid <= past[-1]]
            if len(past) < 0.95 * len(self.times):
                continue
            self.values = pandas.Series(history.values, index=past).reindex(self.times).interpolate().to_numpy(dtype=float)
            self.steps = numpy.asarray(grid.get_indexer(asked) - len(self.times) + 1, dtype=int)
            self.season = season
            return
        raise ValueError("the times lie on no grid that is full")
