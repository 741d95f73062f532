"""What the tests share: networks, the repository's files, and programs that need a process of their own."""

import os
import subprocess
import sys

import numpy as np

import fixedpointkernels as fpk

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKAGE = os.path.dirname(fpk.__file__)


def weights(neurons, dtype=np.float64, seed=1, gain=0.7):
    """gain N(0, 1) / sqrt(N)."""
    return (gain * np.random.default_rng(seed).standard_normal((neurons, neurons)) / np.sqrt(neurons)).astype(dtype)


def network(neurons, dtype=np.float64, seed=1, **more):
    return fpk.Network(weights(neurons, dtype, seed), **more)


def draw(shape, dtype=np.float64, seed=2):
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def endless(over):
    """A solver whose call only a cancellation ends: Euler steps far too small."""
    return fpk.Solver(over, method="euler", step_size=1e-7, step_limit=2_000_000_000)


def run(program, *arguments, **environment):
    """Runs a program in a process of its own, with the package under test and these settings; answers exit code and both outputs."""
    settings = {**os.environ, "PYTHONPATH": os.pathsep.join([os.path.dirname(PACKAGE), os.path.dirname(os.path.abspath(__file__))])}
    settings.update(environment)
    done = subprocess.run([sys.executable, "-c", program, *arguments], env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=300)
    return done.returncode, done.stdout
