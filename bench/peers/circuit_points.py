"""Fixed points of divisive normalization circuits by the published iteration of S. Rawat, D. J. Heeger, S. Martiniani 2024, in batched NumPy.

The whole batch at once: one call of `solve` for the systems of all samples that are not done, one product for all their pools. Samples leave the
batch when max|F(s) - s| is within the tolerance, so nobody iterates longer than needed. The start is that of a largest singular value of 1.
"""

import sys

import numpy as np

import conversation

TOLERANCE = 1e-10
LIMIT = 50
folder = sys.argv[1]
pool, recurrent, gains, floor, drives = (
    np.load(f"{folder}/{name}.npy") for name in ("pool", "recurrent", "gains", "floor", "drives"))


def points():
    given = gains * drives
    forward = given @ recurrent.T
    a = floor + (forward * forward) @ pool.T
    y = forward / np.sqrt(a)
    left = np.arange(len(drives))
    ys, points_a = y.copy(), a.copy()
    identity = np.eye(len(floor))
    for _ in range(LIMIT):
        gate = 1 - np.sqrt(a)
        y = np.linalg.solve(identity - gate[:, :, None] * recurrent, given[:, :, None])[:, :, 0]
        a = floor + (y * y * a) @ pool.T
        of_y = np.abs(given + (1 - np.sqrt(a)) * (y @ recurrent.T) - y).max(axis=1)
        of_a = np.abs(floor + (y * y * a) @ pool.T - a).max(axis=1)
        ys[left], points_a[left] = y, a
        going = np.maximum(of_y, of_a) > TOLERANCE
        if not going.any():
            break
        left, y, a, given = left[going], y[going], a[going], given[going]
    return np.hstack([ys, points_a])


conversation.converse(f"numpy {np.__version__}", lambda _: np.save(f"{folder}/answer.npy", points()), lambda _: points())
