"""celerite2, Gaussian processes in linear time, on single series at any times."""

import itertools

from .score import LEVELS


def celerite(task, first, reach):
    """A Matérn-3/2 term, alone or with damped oscillators, about a constant mean with noise, by maximum likelihood from a few starts.

    One oscillator may begin as a slow wave, and one, two or four at the highest peaks of a periodogram; which are there is chosen by
    Schwarz's criterion. Parameters are those of the history up to the first cutoff. Known errors add to the noise; those to come are taken
    to be the median of those seen.
    """
    import celerite2
    import numpy
    from celerite2 import terms
    from scipy import optimize, stats
    numpy.seterr(all="ignore")
    log = numpy.log
    unit = 86_400e6 if task.calendar else 1.0
    begin = first.times[0]
    days = lambda times: (numpy.asarray(times, dtype=float) - begin) / unit
    times, values = days(first.times), numpy.asarray(first.values)
    center, scale = values.mean(), values.std() or 1.0
    standard = lambda track: (numpy.asarray(track.values) - center) / scale
    errors = lambda track: numpy.square(track.errors) / scale ** 2 if track.errors else numpy.zeros(len(track.values))
    past, past_errors = standard(first), errors(first)
    span, gap = times[-1] - times[0], numpy.median(numpy.diff(times))

    def process(parameters):
        mean, noise, matern, length = parameters[:4]
        kernel = terms.Matern32Term(sigma=numpy.exp(matern), rho=numpy.exp(length))
        for deviation, period, quality in numpy.exp(parameters[4:]).reshape(-1, 3):
            kernel += terms.SHOTerm(sigma=deviation, rho=period, Q=quality)
        return celerite2.GaussianProcess(kernel, mean=mean), numpy.exp(2 * noise)

    def cost(parameters):
        try:
            model, noise = process(parameters)
            model.compute(times, diag=past_errors + noise, quiet=True)
            found = -model.log_likelihood(past)
        except Exception:  # at parameters whose matrix cannot be factorised
            return 1e10
        return found if numpy.isfinite(found) else 1e10

    size, spread = (log(1e-4), log(10.0)), (log(gap / 5), log(10 * span))
    oscillator = [size, (log(2 * gap), log(4 * span)), (log(0.01), log(1e5))]
    slow = [log(0.5), log(span / 3), log(0.7)]
    cycles = [[log(size), log(period), log(max(20, span / period))] for size, period in waves(times, past, gap, span)]
    starts = list(itertools.product([[], slow], [3 * gap, span / 10]))
    for count in [1, 2, 4]:
        found = sum(cycles[:count], [])
        starts += [(found, span / 10), (slow + found, 3 * gap)]
    best = None
    for extra, length in starts:
        bounds = [(-5, 5), (size[0], log(2.0)), size, spread] + len(extra) // 3 * oscillator
        start = [min(max(value, low), high) for value, (low, high) in zip([0, log(0.2), log(0.5), log(length)] + extra, bounds)]
        end = optimize.minimize(cost, start, method="L-BFGS-B", bounds=bounds, options={"maxiter": 150})
        criterion = 2 * end.fun + len(start) * log(len(past))
        if end.fun < 1e10 and (best is None or criterion < best[0]):
            best = criterion, end.x
    if best is None:
        raise ValueError("no start led to a likelihood")
    model, noise = process(best[1])

    def answer(history, asked):
        model.compute(days(history.times), diag=errors(history) + noise)
        means, variances = model.predict(standard(history), t=days(asked), return_var=True)
        variances = numpy.maximum(variances, 0) + noise + numpy.median(errors(history))
        means, deviations = center + scale * means, scale * numpy.sqrt(variances)
        limits = [means[:, None] + deviations[:, None] * stats.norm.ppf(levels) for levels in [LEVELS, [0.05, 0.95]]]
        return means, *limits
    return answer


def waves(times, values, gap, span):
    """Sizes and periods of four waves, each the highest peak of the Lomb-Scargle periodogram of what the others and a parabola leave.

    Periods have two steps at the least and half of the record at the most.
    """
    import numpy
    from scipy import signal
    frequencies = numpy.linspace(2 / span, 1 / (2 * gap), max(int(min(4 * span / (2 * gap), 40_000)), 10))
    columns = [(times / span) ** power for power in range(3)]
    periods = []
    for _ in range(4):
        left = values - numpy.stack(columns, axis=1) @ numpy.linalg.lstsq(numpy.stack(columns, axis=1), values, rcond=None)[0]
        frequency = frequencies[signal.lombscargle(times, left, 2 * numpy.pi * frequencies).argmax()]
        periods.append(1 / frequency)
        columns += [wave(2 * numpy.pi * frequency * times) for wave in [numpy.cos, numpy.sin]]
    sizes = numpy.linalg.lstsq(numpy.stack(columns, axis=1), values, rcond=None)[0][3:].reshape(4, 2)
    return list(zip(numpy.maximum(numpy.hypot(*sizes.T) / 2 ** 0.5, 1e-3), periods))
