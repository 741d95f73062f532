"""A network learns to answer as another one does: solve, differentiate, accumulate, update, in the same arrays at every step.

    python3 -m venv --system-site-packages env
    env/bin/pip install --no-index artifacts/packages/fixedpointkernels-*.whl
    env/bin/python samples/python/learn.py
"""

import numpy as np

import fixedpointkernels as fpk

NEURONS, SAMPLES = 16, 8
random = np.random.default_rng(1)


def weights(gain):
    return gain * random.standard_normal((NEURONS, NEURONS)) / np.sqrt(NEURONS)


drive = random.standard_normal((SAMPLES, NEURONS))
with fpk.Network(weights(0.7), "tanh") as teacher, fpk.Solver(teacher, SAMPLES) as asked:
    targets = asked.solve(drive).rates

network = fpk.Network(weights(0.3), "tanh")
solver = fpk.Solver(network, SAMPLES)
solved = solver.solve(drive)
error = solved.rates - targets                                      # dL/dr of L = |r - t|^2 / 2
adjoint = solver.adjoint(solved.gains, error)
delta_w = np.zeros((NEURONS, NEURONS))

for step in range(201):
    solver.solve(drive, solved, warm_start=True)                    # from the last point; nothing is allocated
    np.subtract(solved.rates, targets, out=error)
    if step % 50 == 0:
        print(f"step {step:3d}: error {np.square(error).mean():.6f}")
    solver.adjoint(solved.gains, error, adjoint)
    delta_w[:] = 0
    solver.accumulate("euclidean", 0.5, solved.rates, solved.gains, adjoint.lambda_, delta_w, solved=solved.statuses)
    network.update(delta_w)

try:
    solver.solve(drive.astype(np.float32))
except ValueError as refused:
    print(refused)
