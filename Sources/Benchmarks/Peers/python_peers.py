"""Work and precision of SciPy and diffrax on the reference problems: one JSON line for each problem and method.

usage: python_peers.py scipy|diffrax GOLDEN_FOLDER REPEATS METHOD,... [PROBLEM ...]

Double precision, one thread. diffrax runs compiled (jax.jit, the tolerance an argument), its compilation not timed, with
SaveAt at the output times; SciPy with t_eval. Errors and tolerances as in scipy_work.py; evaluations counted at the field
(SciPy) or steps times stages (diffrax).
"""
import json, math, os, sys, time, warnings

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
sys.path.insert(0, sys.argv[2])
from problems import PROBLEMS

TOLERANCES = [10.0 ** -k for k in range(3, 12)]


def worst(problem, states, reference):
    error = max(abs(v - r) / (abs(r) + problem.absolute)
                for state, right in zip(states, reference) for v, r in zip(state, right))
    return error if math.isfinite(error) else None


def best_time(run, repeats):
    best, spent = math.inf, 0.0
    for r in range(repeats):
        if (r >= 3 and spent > 0.05) or spent > 0.5:
            break
        before = time.perf_counter()
        run()
        took = time.perf_counter() - before
        best, spent = min(best, took), spent + took
    return best


def scipy_runs(problem, method, reference, repeats):
    from scipy.integrate import solve_ivp
    warnings.simplefilter("ignore")
    count = 0

    def field(t, y):
        return problem.field(t, y.tolist(), math)

    def counting(t, y):
        nonlocal count
        count += 1
        return field(t, y)

    for tolerance in TOLERANCES:
        def run(f):
            return solve_ivp(f, (problem.start, problem.times[-1]), problem.initial, method=method, rtol=tolerance,
                             atol=tolerance * problem.absolute, t_eval=problem.times)
        count = 0
        solution = run(counting)
        if not solution.success:
            yield None, count, None
        else:
            yield worst(problem, solution.y.T.tolist(), reference), count, best_time(lambda: run(field), repeats)


def diffrax_runs(problem, method, reference, repeats):
    import jax, diffrax
    import jax.numpy as jnp
    jax.config.update("jax_enable_x64", True)
    stages = {"Dopri5": 6, "Tsit5": 6, "Dopri8": 13, "Kvaerno3": 4, "Kvaerno5": 7}[method]
    solver = getattr(diffrax, method)()
    term = diffrax.ODETerm(lambda t, y, _: jnp.stack(problem.field(t, y, jnp)))
    times = jnp.array(problem.times)

    @jax.jit
    def solve(initial, tolerance):
        return diffrax.diffeqsolve(
            term, solver, t0=problem.start, t1=problem.times[-1], dt0=None, y0=initial, saveat=diffrax.SaveAt(ts=times),
            stepsize_controller=diffrax.PIDController(rtol=tolerance, atol=tolerance * problem.absolute), max_steps=None,
            adjoint=diffrax.ForwardMode(), throw=False)

    initial = jnp.array(problem.initial)
    for tolerance in TOLERANCES:
        # Kvaerno's methods take seconds a solve at tolerances beyond.
        if method.startswith("Kvaerno") and tolerance < 1e-7:
            yield None, 0, None
            continue
        solution = solve(initial, tolerance)
        states = solution.ys.tolist()
        count = int(solution.stats["num_steps"]) * stages
        if solution.result != diffrax.RESULTS.successful:
            yield None, count, None
        else:
            run = lambda: solve(initial, tolerance).ys.block_until_ready()
            yield worst(problem, states, reference), count, best_time(run, repeats)


def main():
    tool, folder, repeats, methods = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4].split(",")
    references = json.load(open(f"{folder}/reference.json"))
    stiff = {"Radau", "BDF", "LSODA", "Kvaerno3", "Kvaerno5"}
    runs = {"scipy": scipy_runs, "diffrax": diffrax_runs}[tool]
    for problem in PROBLEMS:
        if sys.argv[5:] and problem.name not in sys.argv[5:]:
            continue
        for method in methods:
            if problem.stiff != (method in stiff) and method != "LSODA":
                continue
            found = list(runs(problem, method, references[problem.name]["states"], repeats))
            print(json.dumps({
                "tool": {"scipy": "SciPy", "diffrax": "diffrax"}[tool], "problem": problem.name, "method": method,
                "rtol": TOLERANCES, "error": [e for e, _, _ in found], "evaluations": [n for _, n, _ in found],
                "seconds": [s for _, _, s in found]}), flush=True)


main()
