"""Prints the golden values of BlockSolverTests.lotkaVolterraMeetsSciPy (scipy 1.17.1)."""
from scipy.integrate import solve_ivp

solution = solve_ivp(
    lambda t, u: [u[0] * (1.5 - u[1]), u[1] * (u[0] - 3)], (0, 10), [1, 1], method="DOP853", rtol=1e-13, atol=1e-15,
    t_eval=[2.5, 5, 10])
for t, x, y in zip(solution.t, *solution.y):
    print(t, repr(float(x)), repr(float(y)))
