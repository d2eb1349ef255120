# States within the third or fourth step of SciPy's DOP853 on Lotka–Volterra: python3 dop853.py
import scipy
from scipy.integrate import solve_ivp


def f(t, y):
    return [y[0] * (1.5 - y[1]), y[1] * (y[0] - 3)]


print("scipy", scipy.__version__)
for tolerance, t in [(1e-5, 0.7), (1e-8, 0.5), (1e-11, 0.3)]:
    solution = solve_ivp(f, (0, 6), [1, 1], method="DOP853", rtol=tolerance, atol=tolerance, dense_output=True)
    print(tolerance, t, [float(v) for v in solution.sol(t)])
