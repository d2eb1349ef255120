"""Prophet, AutoETS and the bare last value. A rival learns from the history up to the first cutoff and returns what answers questions."""

from .grid import Grid
from .score import LEVELS


def moments(task, times):
    """Times as dates; numbers count days, from a day that means nothing."""
    import pandas
    if task.calendar:
        return pandas.Series(pandas.to_datetime(times, unit="us"))
    return pandas.Series(pandas.Timestamp("2000-01-01") + pandas.to_timedelta(times, unit="D"))


def prophet(task, first, reach):
    """Prophet with its defaults, fitted anew at every cutoff: means, quantiles and band from draws of the future."""
    import numpy
    import prophet

    def answer(history, times):
        model = prophet.Prophet()
        model.fit(moments(task, history.times).rename("ds").to_frame().assign(y=history.values), seed=0)
        numpy.random.seed(0)
        draws = model.predictive_samples(moments(task, times).rename("ds").to_frame())["yhat"]
        return draws.mean(axis=1), numpy.quantile(draws, LEVELS, axis=1).T, numpy.quantile(draws, [0.05, 0.95], axis=1).T
    return answer


def auto_ets(task, first, reach):
    """AutoETS, fitted anew at every cutoff, on a grid that is full to 95 %; gaps are interpolated.

    It is told the steps of a season. It knows none of more than 24 steps: of weekly data it forecasts what MSTL leaves without one.
    """
    import numpy
    from statsforecast.models import MSTL, AutoETS

    def answer(history, times):
        grid = Grid(task, history, times)
        shares = sorted({round(100 * abs(2 * level - 1), 6) for level in LEVELS if level != 0.5} | {90.0})
        places = grid.steps - 1
        is_long = grid.season > 24
        model = MSTL(grid.season, trend_forecaster=AutoETS(model="ZZN")) if is_long else AutoETS(season_length=grid.season)
        said = model.forecast(y=grid.values, h=int(places.max()) + 1, level=shares)

        def quantile(level):
            share = round(100 * abs(2 * level - 1), 6)
            if share < 1e-6:
                return said["mean"]
            return said[f"{'lo' if level < 0.5 else 'hi'}-{share}"]

        columns = numpy.stack([quantile(level)[places] for level in LEVELS], axis=1)
        return said["mean"][places], columns, numpy.stack([said["lo-90.0"][places], said["hi-90.0"][places]], axis=1)
    return answer


def last_value(task, first, reach):
    """The last value: no quantiles, and not the program's rule, which adds the median of what the rule got wrong at that lead."""
    import numpy

    def answer(history, times):
        values = numpy.full(len(times), history.values[-1])
        return values, numpy.repeat(values[:, None], 39, axis=1), numpy.repeat(values[:, None], 2, axis=1)
    return answer
