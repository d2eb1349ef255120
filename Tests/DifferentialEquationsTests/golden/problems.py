"""The reference problems of Tests/ReferenceProblems in Python, for any arithmetic.

A field is f(t, y, m): y a sequence, m a module with sqrt, sin and cos (math, mpmath, jax.numpy), and returns a list.
Constants are Python floats, that is, the same doubles as in Swift.

DETEST: Hull, Enright, Fellen, Sedgwick (1972), "Comparing numerical methods for ordinary differential equations", SIAM J.
Numer. Anal. 9, with the constants of Enright and Pryce (1987), ACM TOMS 13, 1-27 (Algorithm 648). Arenstorf, Lorenz,
Pleiades: Hairer, Norsett, Wanner (1993), II.0, II.10 and I.16. Stiff: Hairer, Wanner (1996), IV.1 and IV.10.
"""
import dataclasses, math
from typing import Callable


@dataclasses.dataclass
class Problem:
    name: str
    field: Callable
    initial: list
    start: float
    times: list
    # The absolute tolerance is this times the relative one.
    absolute: float = 1.0
    stiff: bool = False


def even(end, count=8):
    return [end * (i + 1) / count for i in range(count)]


def d1(t, y, m):
    return [-y[0]]


def decay_cubic(t, y, m):
    return [-y[0] * y[0] * y[0] / 2.0]


def oscillating(t, y, m):
    return [y[0] * m.cos(t)]


def logistic(t, y, m):
    return [y[0] / 4.0 * (1.0 - y[0] / 20.0)]


def spiral(t, y, m):
    return [(y[0] - t) / (y[0] + t)]


def conflict(t, y, m):
    return [2.0 * (y[0] - y[0] * y[1]), -(y[1] - y[0] * y[1])]


def linear_reaction(t, y, m):
    return [-y[0] + y[1], y[0] - 2.0 * y[1] + y[2], y[1] - y[2]]


def nonlinear_reaction(t, y, m):
    return [-y[0], y[0] - y[1] * y[1], y[1] * y[1]]


def torus(t, y, m):
    r = m.sqrt(y[0] * y[0] + y[1] * y[1])
    return [-y[1] - y[0] * y[2] / r, y[0] - y[1] * y[2] / r, y[0] / r]


def euler_rigid(t, y, m):
    return [y[1] * y[2], -y[0] * y[2], -0.51 * y[0] * y[1]]


def decay_chain(t, y, m):
    return [-y[0]] + [y[i - 1] - y[i] for i in range(1, 9)] + [y[8]]


def decay_chain_graded(t, y, m):
    return [-y[0]] + [float(i) * y[i - 1] - float(i + 1) * y[i] for i in range(1, 9)] + [9.0 * y[8]]


def diffusion(t, y, m):
    n = len(y)
    return ([-2.0 * y[0] + y[1]] + [y[i - 1] - 2.0 * y[i] + y[i + 1] for i in range(1, n - 1)]
            + [y[n - 2] - 2.0 * y[n - 1]])


PLANETS = [3.42947415189, 3.35386959711, 1.35494901715, 6.64145542550, 5.97156957878, 2.18231499728, 11.2630437207,
           14.6952576794, 6.27960525067, -30.1552268759, 1.65699966404, 1.43785752721, -21.1238353380, 28.4465098142,
           15.3882659679, -0.557160570446, 0.505696783289, 0.230578543901, -0.415570776342, 0.365682722812,
           0.169143213293, -0.325325669158, 0.189706021964, 0.0877265322780, -0.0240476254170, -0.287659532608,
           -0.117219543175, -0.176860753121, -0.216393453025, -0.0148647893090]
MASSES = [0.954786104043e-3, 0.285583733151e-3, 0.437273164546e-4, 0.517759138449e-4, 0.277777777778e-5]


def planets(t, y, m):
    sun, gravity = 1.00000597682, 2.95912208286
    place = [y[3 * j:3 * j + 3] for j in range(5)]

    def inverse_cube(v):
        square = v[0] * v[0] + v[1] * v[1] + v[2] * v[2]
        return 1.0 / (square * m.sqrt(square))

    r = [inverse_cube(p) for p in place]
    d = {}
    for j in range(5):
        for k in range(j):
            d[j, k] = d[k, j] = inverse_cube([place[k][i] - place[j][i] for i in range(3)])
    acceleration = []
    for j in range(5):
        for i in range(3):
            pull = 0.0
            for k in range(5):
                if k != j:
                    pull = pull + MASSES[k] * ((place[k][i] - place[j][i]) * d[j, k] - place[k][i] * r[k])
            acceleration.append(gravity * (-(sun + MASSES[j]) * place[j][i] * r[j] + pull))
    return [y[i] for i in range(15, 30)] + acceleration


def orbit(t, y, m):
    square = y[0] * y[0] + y[1] * y[1]
    cube = square * m.sqrt(square)
    return [y[2], y[3], -y[0] / cube, -y[1] / cube]


def bessel(t, y, m):
    s = t + 1.0
    return [y[1], -(y[1] / s + (1.0 - 0.25 / (s * s)) * y[0])]


def van_der_pol_mild(t, y, m):
    return [y[1], (1.0 - y[0] * y[0]) * y[1] - y[0]]


def duffing(t, y, m):
    return [y[1], y[0] * y[0] * y[0] / 6.0 - y[0] + 2.0 * m.sin(2.78535 * t)]


def falling(t, y, m):
    return [y[1], 0.032 - 0.4 * y[1] * y[1]]


def pursuit(t, y, m):
    return [y[1], m.sqrt(1.0 + y[1] * y[1]) / (25.0 - t)]


def lotka_volterra(t, y, m):
    return [y[0] * (1.5 - y[1]), y[1] * (y[0] - 3.0)]


def arenstorf(t, y, m):
    moon = 0.012277471
    earth = 1.0 - moon
    a = (y[0] + moon) * (y[0] + moon) + y[1] * y[1]
    b = (y[0] - earth) * (y[0] - earth) + y[1] * y[1]
    a = a * m.sqrt(a)
    b = b * m.sqrt(b)
    return [y[2], y[3], y[0] + 2.0 * y[3] - earth * (y[0] + moon) / a - moon * (y[0] - earth) / b,
            y[1] - 2.0 * y[2] - earth * y[1] / a - moon * y[1] / b]


def lorenz(t, y, m):
    return [10.0 * (y[1] - y[0]), y[0] * (28.0 - y[2]) - y[1], y[0] * y[1] - 8.0 / 3.0 * y[2]]


def pleiades(t, y, m):
    force = [[0.0] * 7, [0.0] * 7]
    for i in range(7):
        for j in range(i):
            dx, dy = y[j] - y[i], y[7 + j] - y[7 + i]
            square = dx * dx + dy * dy
            cube = square * m.sqrt(square)
            for axis, difference in enumerate((dx, dy)):
                pull = difference / cube
                force[axis][i] = force[axis][i] + float(j + 1) * pull
                force[axis][j] = force[axis][j] - float(i + 1) * pull
    return [y[i] for i in range(14, 28)] + force[0] + force[1]


def robertson(t, y, m):
    a, b, c = 0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]
    return [-a + b, a - b - c, c]


def van_der_pol_stiff(t, y, m):
    return [y[1], 1000.0 * (1.0 - y[0] * y[0]) * y[1] - y[0]]


def hires(t, y, m):
    product = 280.0 * y[5] * y[7]
    return [
        -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007,
        1.71 * y[0] - 8.75 * y[1],
        -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4],
        8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3],
        -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6],
        -product + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6],
        product - 1.81 * y[6],
        -product + 1.81 * y[6],
    ]


def oregonator(t, y, m):
    return [
        77.27 * (y[1] + y[0] * (1.0 - 8.375e-6 * y[0] - y[1])),
        (y[2] - (1.0 + y[0]) * y[1]) / 77.27,
        0.161 * (y[0] - y[2]),
    ]


def orbit_start(e):
    return [1.0 - e, 0.0, 0.0, math.sqrt((1.0 + e) / (1.0 - e))]


PROBLEMS = [
    Problem("A1", d1, [1.0], 0.0, even(20.0)),
    Problem("A2", decay_cubic, [1.0], 0.0, even(20.0)),
    Problem("A3", oscillating, [1.0], 0.0, even(20.0)),
    Problem("A4", logistic, [1.0], 0.0, even(20.0)),
    Problem("A5", spiral, [4.0], 0.0, even(20.0)),
    Problem("B1", conflict, [1.0, 3.0], 0.0, even(20.0)),
    Problem("B2", linear_reaction, [2.0, 0.0, 1.0], 0.0, even(20.0)),
    Problem("B3", nonlinear_reaction, [1.0, 0.0, 0.0], 0.0, even(20.0)),
    Problem("B4", torus, [3.0, 0.0, 0.0], 0.0, even(20.0)),
    Problem("B5", euler_rigid, [0.0, 1.0, 1.0], 0.0, even(20.0)),
    Problem("C1", decay_chain, [1.0] + [0.0] * 9, 0.0, even(20.0)),
    Problem("C2", decay_chain_graded, [1.0] + [0.0] * 9, 0.0, even(20.0)),
    Problem("C3", diffusion, [1.0] + [0.0] * 9, 0.0, even(20.0)),
    Problem("C4", diffusion, [1.0] + [0.0] * 50, 0.0, even(20.0)),
    Problem("C5", planets, PLANETS, 0.0, even(20.0)),
    Problem("D1", orbit, orbit_start(0.1), 0.0, even(20.0)),
    Problem("D2", orbit, orbit_start(0.3), 0.0, even(20.0)),
    Problem("D3", orbit, orbit_start(0.5), 0.0, even(20.0)),
    Problem("D4", orbit, orbit_start(0.7), 0.0, even(20.0)),
    Problem("D5", orbit, orbit_start(0.9), 0.0, even(20.0)),
    Problem("E1", bessel, [0.6713967071418030, 0.09540051444747446], 0.0, even(20.0)),
    Problem("E2", van_der_pol_mild, [2.0, 0.0], 0.0, even(20.0)),
    Problem("E3", duffing, [0.0, 0.0], 0.0, even(20.0)),
    Problem("E4", falling, [30.0, 0.0], 0.0, even(20.0)),
    Problem("E5", pursuit, [0.0, 0.0], 0.0, even(20.0)),
    Problem("lotka-volterra", lotka_volterra, [1.0, 1.0], 0.0, even(10.0)),
    Problem("arenstorf", arenstorf, [0.994, 0.0, 0.0, -2.00158510637908252240537862224], 0.0,
            even(17.0652165601579625588917206249)),
    Problem("lorenz", lorenz, [-8.0, 8.0, 27.0], 0.0, even(16.0)),
    Problem("pleiades", pleiades,
            [3.0, 3.0, -1.0, -3.0, 2.0, -2.0, 2.0, 3.0, -3.0, 2.0, 0.0, 0.0, -4.0, 4.0]
            + [0.0, 0.0, 0.0, 0.0, 0.0, 1.75, -1.5, 0.0, 0.0, 0.0, -1.25, 1.0, 0.0, 0.0], 0.0, even(3.0)),
    Problem("robertson", robertson, [1.0, 0.0, 0.0], 0.0, [0.01, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4, 1e5], 1e-6, True),
    Problem("van-der-pol", van_der_pol_stiff, [2.0, 0.0], 0.0, even(2000.0), 1.0, True),
    Problem("hires", hires, [1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0057], 0.0, even(321.8122), 1e-4, True),
    Problem("orego", oregonator, [1.0, 2.0, 3.0], 0.0, even(360.0), 1e-6, True),
]
