"""The constants of include/fpk.h, under their names there."""

from __future__ import annotations

import enum

from .errors import InvalidError


class Status(enum.IntEnum):
    """How the solve of one sample ended. Compare arrays of it directly: ``result.statuses == Status.CONVERGED``."""

    UNSOLVED = 0
    CONVERGED = 1
    """The residual is at most the tolerance."""
    STALLED = 2
    """The residual stopped falling above the tolerance; the best point seen is returned."""
    STEP_LIMIT = 3
    """The limit or the budget came first; the best point."""
    DIVERGED = 4
    """The best point."""
    NON_FINITE = 5
    """NaN or infinite input, or no finite point; the result is NaN."""
    SINGULAR = 6
    """A matrix that had to be solved with has a zero pivot; the best point."""
    CANCELLED = 7
    """Cancelled, or the time was over; the best point."""
    UNSETTLED = 8
    """The dynamics were still moving when their time was over; the last state."""


class Activation(enum.IntEnum):
    """The response function f. The slope at a kink is the one from the left."""

    LINEAR = 0
    """gain z"""
    RELU = 1
    """max(z, 0)"""
    TANH = 2
    """tanh z"""
    RECTIFIED_TANH = 3
    """max(tanh z, 0)"""
    LOGISTIC = 4
    """1 / (1 + exp(-z))"""
    SOFTPLUS = 5
    """log(1 + exp z)"""
    POWER_LAW = 6
    """gain max(z, 0)^exponent"""


class SolverMethod(enum.IntEnum):
    """How fixed points are looked for."""

    AUTO = 0
    """The robust default."""
    EULER = 1
    """A fixed number of Euler steps s += step_size (F(s) - s)."""
    ITERATE = 2
    """The same until the residual is small."""
    ANDERSON = 3
    """Anderson acceleration."""
    NEWTON = 4
    """Newton with a line search, one LU a step and sample."""
    CHORD = 5
    """One LU shared by all samples and later calls."""
    SETTLE = 6
    """Where the dynamics go from the given start."""
    KRYLOV = 7
    """Newton whose directions come from GMRES."""


class AdjointMethod(enum.IntEnum):
    """How the adjoint (I - W' G) u = e is solved."""

    DIRECT = 0
    """LU per sample with refinement."""
    SHARED = 1
    """Iteration with one inverse that the batch shares."""
    GMRES = 2
    """GMRES with it."""
    NEUMANN = 3
    """An approximation: the first terms of the series."""


class RuleKind(enum.IntEnum):
    """Learning rules: factors a, b of dW = -rate mean(a b')."""

    EUCLIDEAN = 0
    """Gradient descent; its error is lambda of the adjoint."""
    LINEARIZED = 1
    """The linearized reparameterized rule; its error is e = dL/dr, as of all below."""
    VARIANT = 2
    """Its gain variant."""
    FINITE_STEP = 3
    """The exact finite reparameterized step."""
    FINITE_STEP_DAMPED = 4
    """The same divided by 1 + |s|."""


def choose(kind, value, name: str):
    """A member of an enumeration by itself, its number, or its name in letters of either case, ``-`` or ``_`` between words.

    Raises:
        ValueError: there is none; the message lists them all.
    """
    try:
        if isinstance(value, str):
            return kind[value.upper().replace("-", "_")]
        return kind(value)
    except (KeyError, ValueError, TypeError):
        names = ", ".join(member.name.lower().replace("_", "-") for member in kind)
        raise InvalidError(f"{name} is {value!r}; it must be one of {names}.") from None
