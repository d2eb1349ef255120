"""Writes scipy_work.json: error and work of SciPy's solvers (scipy 1.17.1) on the reference problems.

rtol = 1e-3 ... 1e-9, atol = rtol · the problem's absolute scale; solve_ivp with t_eval at the output times. The error is the
greatest over components and output times of |y - reference| / (|reference| + absolute scale); evaluations are counted at
the field, those for Jacobians by differences included. Nonstiff problems: RK23, RK45, DOP853, LSODA; stiff: Radau, BDF,
LSODA. A run that failed has the error null.

usage: scipy_work.py     (after reference.py; some 5 minutes)
"""
import json, math, pathlib, warnings
from scipy.integrate import solve_ivp
from problems import PROBLEMS

HERE = pathlib.Path(__file__).parent
TOLERANCES = [10.0 ** -k for k in range(3, 10)]


def run(problem, method, tolerance, reference):
    count = 0

    def field(t, y):
        nonlocal count
        count += 1
        return problem.field(t, y.tolist(), math)

    try:
        solution = solve_ivp(field, (problem.start, problem.times[-1]), problem.initial, method=method, rtol=tolerance,
                             atol=tolerance * problem.absolute, t_eval=problem.times)
    except OverflowError:
        return None, count
    if not solution.success:
        return None, count
    return max(abs(v - r) / (abs(r) + problem.absolute)
               for state, right in zip(solution.y.T.tolist(), reference) for v, r in zip(state, right)), count


def main():
    warnings.simplefilter("ignore")
    references = json.loads((HERE / "reference.json").read_text())
    lines = []
    for problem in PROBLEMS:
        methods = {}
        for method in ["Radau", "BDF", "LSODA"] if problem.stiff else ["RK23", "RK45", "DOP853", "LSODA"]:
            runs = [run(problem, method, tolerance, references[problem.name]["states"]) for tolerance in TOLERANCES]
            methods[method] = {"error": [float(f"{e:.4g}") if e is not None else None for e, _ in runs],
                               "evaluations": [n for _, n in runs]}
        print(problem.name, {m: f"{v['error'][0]} {v['error'][-1]}" for m, v in methods.items()}, flush=True)
        lines.append(f"{json.dumps(problem.name)}: {json.dumps(methods)}")
    (HERE / "scipy_work.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
