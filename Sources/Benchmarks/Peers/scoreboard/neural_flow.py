"""APDTFlow, a public forecaster by neural differential equations, on gridded series."""

import warnings

from .grid import Grid
from .score import LEVELS

# Seconds of processor time that a fit may take, foretold by an epoch on few windows.
MOST_SECONDS = 600


def apdtflow(task, first, reach):
    """APDTFlow as its constructor is: 30 steps of history, 50 epochs; the horizon is what is asked for, at every cutoff by one fit.

    Its intervals (`use_conformal`) are one forecast plus and minus a quantile of the absolute errors by step, of the very windows that it
    was trained on; quantiles here are the limits of such intervals, the median and mean the forecast. Which sequence a forecast goes
    out from can be said only by `last_sequence_`. A fit that would take longer than `MOST_SECONDS` is not begun.
    """
    import time

    import numpy
    import pandas
    import torch
    from apdtflow import APDTFlowForecaster
    from apdtflow.conformal import per_step_quantiles
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    grid = Grid(task, first, [first.times[-1] + reach])
    horizon = int(grid.steps.max())
    table = pandas.DataFrame({"time": grid.times, "value": grid.values})

    def fitted(table, **settings):
        torch.manual_seed(0)
        model = APDTFlowForecaster(forecast_horizon=horizon, use_conformal=True, verbose=False, device="cpu", **settings)
        ends = []
        model.fit(table, target_col="value", date_col="time", log_callback=lambda *_: ends.append(time.process_time()))
        return model, ends
    probe, ends = fitted(table.tail(64 + horizon + APDTFlowForecaster().history_length - 1), num_epochs=2)
    windows = len(table) - horizon - probe.history_length + 1
    seconds = (ends[1] - ends[0]) * APDTFlowForecaster().num_epochs * windows / 64
    if seconds > MOST_SECONDS:
        raise TimeoutError(f"{windows} windows of {horizon} steps ahead: training would take {seconds:.0f} s")
    model, _ = fitted(table)
    residuals = model._calib_residuals_

    def answer(history, times):
        grid = Grid(task, history, times)
        model.last_sequence_ = (grid.values[-model.history_length:] - model.scaler_mean_) / model.scaler_std_
        said = numpy.atleast_1d(model.predict())
        places = grid.steps - 1

        def quantile(level):
            if level == 0.5:
                return said[places]
            width = per_step_quantiles(residuals, 1 - abs(2 * level - 1))
            return (said + width if level > 0.5 else said - width)[places]
        limits = [numpy.stack([quantile(level) for level in levels], axis=1) for levels in [LEVELS, [0.05, 0.95]]]
        return said[places], *limits
    return answer
