"""The constants of include/fpk.h, under their names there."""

from __future__ import annotations

import enum

from .errors import InvalidError


class Status(enum.IntEnum):
    """How the solve of one sample ended. Compare arrays of it directly: ``result.statuses == Status.CONVERGED``.

    CONVERGED: The residual is at most the tolerance.
    STALLED: The residual stopped falling above the tolerance; the best point seen is returned.
    STEP_LIMIT: The limit or the budget came first; the best point.
    DIVERGED: The best point.
    NON_FINITE: NaN or infinite input, or no finite point; the result is NaN.
    SINGULAR: A matrix that had to be solved with has a zero pivot; the best point.
    CANCELLED: Cancelled, or the time was over; the best point.
    UNSETTLED: The dynamics were still moving when their time was over; the last state.
    """

    UNSOLVED = 0
    CONVERGED = 1
    STALLED = 2
    STEP_LIMIT = 3
    DIVERGED = 4
    NON_FINITE = 5
    SINGULAR = 6
    CANCELLED = 7
    UNSETTLED = 8


class Activation(enum.IntEnum):
    """The response function f. The slope at a kink is the one from the left.

    LINEAR: gain z
    RELU: max(z, 0)
    TANH: tanh z
    RECTIFIED_TANH: max(tanh z, 0)
    LOGISTIC: 1 / (1 + exp(-z))
    SOFTPLUS: log(1 + exp z)
    POWER_LAW: gain max(z, 0)^exponent
    """

    LINEAR = 0
    RELU = 1
    TANH = 2
    RECTIFIED_TANH = 3
    LOGISTIC = 4
    SOFTPLUS = 5
    POWER_LAW = 6


class SolverMethod(enum.IntEnum):
    """How fixed points are looked for.

    AUTO: The robust default.
    EULER: A fixed number of Euler steps s += step_size (F(s) - s).
    ITERATE: The same until the residual is small.
    ANDERSON: Anderson acceleration.
    NEWTON: Newton with a line search, one LU a step and sample.
    CHORD: One LU shared by all samples and later calls.
    SETTLE: Where the dynamics go from the given start.
    KRYLOV: Newton whose directions come from GMRES.
    """

    AUTO = 0
    EULER = 1
    ITERATE = 2
    ANDERSON = 3
    NEWTON = 4
    CHORD = 5
    SETTLE = 6
    KRYLOV = 7


class AdjointMethod(enum.IntEnum):
    """How the adjoint (I - W' G) u = e is solved.

    DIRECT: LU per sample with refinement.
    SHARED: Iteration with one inverse that the batch shares.
    GMRES: GMRES with it.
    NEUMANN: An approximation: the first terms of the series.
    """

    DIRECT = 0
    SHARED = 1
    GMRES = 2
    NEUMANN = 3


class RuleKind(enum.IntEnum):
    """Learning rules: factors a, b of dW = -rate mean(a b').

    EUCLIDEAN: Gradient descent; its error is lambda of the adjoint.
    LINEARIZED: The linearized reparameterized rule; its error is e = dL/dr, as of all below.
    VARIANT: Its gain variant.
    FINITE_STEP: The exact finite reparameterized step.
    FINITE_STEP_DAMPED: The same divided by 1 + |s|.
    """

    EUCLIDEAN = 0
    LINEARIZED = 1
    VARIANT = 2
    FINITE_STEP = 3
    FINITE_STEP_DAMPED = 4


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
