"""Writes reference.json: the reference problems' states at their output times, right to every digit of a double.

Arithmetic of 34 digits (mpmath 1.3.0). Nonstiff problems: extrapolation of the modified midpoint rule (Gragg, Bulirsch,
Stoer) of order 24 at a local tolerance of 1e-26, checked against order 20 at 1e-23. Stiff problems: Radau IIA collocation
of order 13 on twice the mesh of SciPy's Radau at 1e-8, checked against order 11. The end values are checked against those
of the literature (published.py). What was found is in the file: `disagreement` between the two computations, `published`
against the literature, both relative to |y| + the problem's absolute scale.

Also `probe`: the field at t = 0.3 and the state 0.9 y0 + 0.05, 0.9 y0 + 0.06, ..., to check its transcription.

usage: reference.py [NAME ...]     (all problems: some 10 minutes)
"""
import json, math, pathlib, sys
import mpmath, numpy as np
from mpmath import mpf
from scipy.integrate import solve_ivp
from problems import PROBLEMS
from published import END

mpmath.mp.dps = 34
HERE = pathlib.Path(__file__).parent


def extrapolated(problem, columns, tolerance):
    """States at the output times by extrapolation of fixed order 2 · columns."""
    f = lambda t, y: problem.field(t, y, mpmath)
    t, y = mpf(problem.start), [mpf(v) for v in problem.initial]
    step = mpf(problem.times[0] - problem.start) / 4
    result = []
    for end in problem.times:
        end = mpf(end)
        while t < end:
            reaching = step >= end - t
            h = end - t if reaching else step
            slope, table = f(t, y), []
            error = None
            for k in range(1, columns + 1):
                n = 2 * k
                small = h / n
                before, now = y, [a + small * b for a, b in zip(y, slope)]
                for i in range(1, n):
                    g = f(t + i * small, now)
                    before, now = now, [a + 2 * small * b for a, b in zip(before, g)]
                row = [now]
                for j in range(1, k):
                    ratio = mpf(k) / (k - j)
                    factor = 1 / (ratio * ratio - 1)
                    row.append([a + (a - b) * factor for a, b in zip(row[-1], table[j - 1])])
                error = max(abs(a - b) / (abs(a) + problem.absolute) for a, b in zip(row[-1], row[-2])) if k > 1 else None
                table = row
            scale = (tolerance / (error + mpf(10) ** -40)) ** (mpf(1) / (2 * columns - 1))
            if error <= tolerance:
                t, y = (end if reaching else t + h), table[-1]
                if not reaching or scale < 1:
                    step = h * min(mpf(3), max(mpf("0.3"), mpf("0.9") * scale))
            else:
                step = h * max(mpf("0.2"), mpf("0.8") * scale)
        result.append(y)
    return result


def radau_nodes(stages):
    """The nodes of Radau IIA, zeros of P_s - P_(s-1) moved to [0, 1], and its matrix."""
    p = lambda x: mpmath.legendre(stages, 2 * x - 1) - mpmath.legendre(stages - 1, 2 * x - 1)
    coarse = np.polynomial.legendre.Legendre([0.0] * (stages - 1) + [-1.0, 1.0]).roots()
    nodes = [mpmath.findroot(p, (mpf(float(r)) + 1) / 2) for r in sorted(coarse.real)]
    nodes[-1] = mpf(1)
    matrix = []
    vandermonde = mpmath.matrix(stages, stages)
    for q in range(stages):
        for j in range(stages):
            vandermonde[q, j] = nodes[j] ** q
    for c in nodes:
        moments = mpmath.matrix([c ** (q + 1) / (q + 1) for q in range(stages)])
        matrix.append(list(mpmath.lu_solve(vandermonde, moments)))
    return nodes, matrix


def collocated(problem, mesh, stages):
    """States at the output times by Radau IIA on a mesh that holds them."""
    f = lambda t, y: problem.field(t, y, mpmath)
    c, a = radau_nodes(stages)
    coefficients = np.array([[float(x) for x in row] for row in a])
    n = len(problem.initial)
    y, result = [mpf(v) for v in problem.initial], []
    wanted = set(problem.times)
    for t0, t1 in zip(mesh, mesh[1:]):
        t, h = mpf(t0), mpf(t1) - mpf(t0)
        start = np.array([float(v) for v in y])
        slope = problem.field(t0, start.tolist(), math)
        jacobian = np.zeros((n, n))
        for j in range(n):
            moved = start.copy()
            moved[j] += 1e-7 * max(abs(moved[j]), problem.absolute)
            jacobian[:, j] = (np.array(problem.field(t0, moved.tolist(), math)) - slope) / (moved[j] - start[j])
        inverse = np.linalg.inv(np.eye(n * stages) - float(h) * np.kron(coefficients, jacobian))
        z = [[mpf(0)] * n for _ in range(stages)]
        last = mpf(10) ** 30
        for iteration in range(400):
            g = [f(t + c[i] * h, [y[k] + z[i][k] for k in range(n)]) for i in range(stages)]
            residual = [h * sum(a[i][j] * g[j][k] for j in range(stages)) - z[i][k]
                        for i in range(stages) for k in range(n)]
            size = np.array([float(abs(y[k]) + problem.absolute) for k in range(n)] * stages)
            scaled = [r / s for r, s in zip(residual, size.tolist())]
            largest = max(abs(s) for s in scaled)
            if largest < mpf(10) ** -25:
                break
            # Scaled, so that residuals below the range of the double's relative accuracy still count.
            move = inverse @ np.array([float(r / largest) for r in residual])
            for i in range(stages):
                for k in range(n):
                    z[i][k] += largest * mpf(float(move[i * n + k]))
        else:
            raise RuntimeError(f"{problem.name}: Newton's method does not converge at t = {t0}, residual {largest}")
        y = [y[k] + z[-1][k] for k in range(n)]
        if t1 in wanted:
            result.append(y)
    return result


def mesh(problem):
    """The steps of SciPy's Radau, each halved, with the output times among them."""
    solution = solve_ivp(lambda t, y: problem.field(t, y.tolist(), math), (problem.start, problem.times[-1]),
                         problem.initial, method="Radau", rtol=1e-8, atol=1e-8 * problem.absolute)
    points = sorted(set(solution.t.tolist()) | set(problem.times))
    halves = [(a + b) / 2 for a, b in zip(points, points[1:])]
    return sorted(points + halves)


def compute(problem):
    if problem.stiff:
        points = mesh(problem)
        best, check = collocated(problem, points, 7), collocated(problem, points, 6)
    else:
        best = extrapolated(problem, 12, mpf(10) ** -26)
        check = extrapolated(problem, 10, mpf(10) ** -23)
    disagreement = max(abs(a - b) / (abs(a) + problem.absolute) for x, z in zip(best, check) for a, b in zip(x, z))
    entry = {"times": problem.times, "states": [[float(v) for v in y] for y in best], "disagreement": float(disagreement)}
    if problem.name in END:
        entry["published"] = float(max(
            abs(a - mpf(b)) / (abs(a) + problem.absolute) for a, b in zip(best[-1], END[problem.name]) if b is not None))
    probe = [0.9 * v + 0.05 + 0.01 * i for i, v in enumerate(problem.initial)]
    entry["probe"] = [float(v) for v in problem.field(0.3, probe, math)]
    return entry


def main():
    path = HERE / "reference.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    for problem in PROBLEMS:
        if sys.argv[1:] and problem.name not in sys.argv[1:]:
            continue
        entry = found[problem.name] = compute(problem)
        print(f"{problem.name}: disagreement {entry['disagreement']:.1e}, published {entry.get('published', math.nan):.1e}",
              flush=True)
        order = [p.name for p in PROBLEMS]
        lines = [f"{json.dumps(name)}: {json.dumps(found[name])}" for name in order if name in found]
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
