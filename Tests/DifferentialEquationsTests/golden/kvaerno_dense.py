"""Prints the dense output of Kvaerno's methods: weights w[p][i] of y(theta) = y0 + h sum k_i w[p][i] theta^(p+1).

The published methods (Kvaerno 2004) have none. The weights printed here, by numpy's least squares of least norm, satisfy
  - the order conditions of order 3 (3(2)) or 4 (5(4)) at every theta,
  - y(1) = y1 and y'(1) = k_last, and
  - for y' = lambda y that y(theta) stays bounded as h lambda goes to -infinity, as the solution does: with a split into
    the explicit first stage a1 and the implicit rest A, w[p][0] = w[p][1...] . A^-1 a1. The cubic Hermite polynomial grows
    like h lambda there, and loses all digits between the steps of stiff problems.
numpy 2.4.6
"""
import numpy as np


def trees(most):
    known = {1: [()]}
    for size in range(2, most + 1):
        found = set()

        def extend(chosen, rest):
            if rest == 0:
                found.add(tuple(sorted(chosen)))
            for part in range(1, rest + 1):
                for tree in known[part]:
                    extend(chosen + [tree], rest - part)

        extend([], size - 1)
        known[size] = sorted(found)
    return [tree for size in range(1, most + 1) for tree in known[size]]


def order(tree):
    return 1 + sum(map(order, tree))


def density(tree):
    return order(tree) * np.prod([density(child) for child in tree])


def elementary(tree, a):
    result = np.ones(len(a))
    for child in tree:
        result = result * (a @ elementary(child, a))
    return result


def dense(rows, diagonal, wanted, degree):
    stages = len(rows)
    a = np.zeros((stages, stages))
    for i, row in enumerate(rows):
        a[i, :len(row)] = row
        a[i, i] = diagonal if i else 0
    matrix, right = [], []

    def demand(power_stage, value):
        equation = np.zeros((degree, stages))
        for (p, i), factor in power_stage.items():
            equation[p, i] += factor
        matrix.append(equation.ravel())
        right.append(value)

    for tree in trees(wanted):
        phi = elementary(tree, a)
        for p in range(degree):
            demand({(p, i): phi[i] for i in range(stages)}, 1 / density(tree) if p + 1 == order(tree) else 0)
    bound = np.linalg.solve(a[1:, 1:], a[1:, 0])
    for p in range(degree):
        demand({(p, 0): 1.0, **{(p, i + 1): -bound[i] for i in range(stages - 1)}}, 0)
    for i in range(stages):
        demand({(p, i): 1.0 for p in range(degree)}, a[-1, i])
        demand({(p, i): p + 1.0 for p in range(degree)}, 1.0 if i == stages - 1 else 0)
    matrix, right = np.array(matrix), np.array(right)
    weights = np.linalg.lstsq(matrix, right, rcond=1e-12)[0]
    for _ in range(3):
        weights += np.linalg.lstsq(matrix, right - matrix @ weights, rcond=1e-12)[0]
    assert np.abs(matrix @ weights - right).max() < 1e-13
    return weights.reshape(degree, stages)


g = 0.43586652150845899942
third = [(-4 * g * g + 6 * g - 1) / (4 * g), (-2 * g + 1) / (4 * g)]
kvaerno3 = [[], [g], third, [(6 * g - 1) / (12 * g), -1 / ((24 * g - 12) * g), (-6 * g * g + 6 * g - 1) / (6 * g - 3)]]
kvaerno5 = [
    [], [0.26], [0.13, 0.84033320996790809], [0.22371961478320505, 0.47675532319799699, -0.06470895363112615],
    [0.16648564323248321, 0.10450018841591720, 0.03631482272098715, -0.13090704451073998],
    [0.13855640231268224, 0, -0.04245337201752043, 0.02446657898003141, 0.61943039072480676],
    [0.13659751177640291, 0, -0.05496908796538376, -0.04118626728321046, 0.62993304899016403, 0.06962479448202728],
]
for name, weights in (("kvaerno3", dense(kvaerno3, g, 3, 3)), ("kvaerno5", dense(kvaerno5, 0.26, 4, 4))):
    print(name)
    for row in weights.tolist():
        print("                [" + ", ".join("0" if abs(v) < 1e-13 else repr(v) for v in row) + "],")
