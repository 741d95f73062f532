"""One trajectory of a divisive normalization circuit by SciPy's solve_ivp, RK45: the same pair of orders, tolerances and end as ours."""

import sys

import numpy as np
import scipy
from scipy.integrate import solve_ivp

import conversation

folder = sys.argv[1]
pool, recurrent, gains, floor, drives, tau, start, span = (
    np.load(f"{folder}/{name}.npy")
    for name in ("pool", "recurrent", "gains", "floor", "drives", "tau", "start", "span"))
n = len(floor)
end, tolerance = span
given = gains * drives[0]


def slope(_, state):
    y, a = state[:n], state[n:]
    image = np.concatenate([given + (1 - np.sqrt(a)) * (recurrent @ y), floor + pool @ (y * y * a)])
    return (image - state) / tau


def follow():
    return solve_ivp(slope, (0, end), start, method="RK45", rtol=tolerance, atol=tolerance)


conversation.converse(
    f"scipy {scipy.__version__}", lambda _: np.save(f"{folder}/answer.npy", follow().y[:, -1].copy()), lambda _: follow())
