"""What a rival said of the points, scored as the program's backtest does."""

LEVELS = [(k + 0.5) / 39 for k in range(39)]


def pinball(quantile, level, observed):
    miss = observed - quantile
    return level * miss if miss >= 0 else (level - 1) * miss


class Score:
    """Sums over points of one rival."""

    def __init__(self):
        self.points = self.inside = 0
        self.ranked = self.absolute = self.squares = 0.0

    def add(self, observed, mean, quantiles, band, scale):
        """Adds a point; `quantiles` are at `LEVELS`, `band` is that of 90 %."""
        self.points += 1
        self.ranked += 2 * sum(map(pinball, quantiles, LEVELS, [observed] * 39)) / 39 / scale
        self.absolute += abs(quantiles[19] - observed) / scale
        self.squares += ((mean - observed) / scale) ** 2
        self.inside += band[0] <= observed <= band[1]

    def figures(self):
        n = self.points
        return {"points": n, "crps": self.ranked / n, "mae": self.absolute / n,
                "rmse": (self.squares / n) ** 0.5, "coverage_90": self.inside / n}


class PointScore(Score):
    """The same of a rival that says no more than a value."""

    def figures(self):
        return {key: value for key, value in super().figures().items() if key in ["points", "mae", "rmse"]}
