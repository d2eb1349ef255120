"""Prints the golden value of MeasuredOrderTests: expm(A t) y0 at t = 4, mpmath 1.3.0."""
import mpmath

mpmath.mp.dps = 30
A = mpmath.matrix([[-0.5, 1.0, 0.25], [-1.0, -0.25, 0.5], [0.125, -0.75, 0.25]])
for value in mpmath.expm(A * 4) * mpmath.matrix([1, 0.5, -0.25]):
    print(repr(float(value)))
