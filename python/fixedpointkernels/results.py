"""What calls answer: named tuples whose first fields are the arrays written, the rest what the C structs hold."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray

from .enums import Status


class SolveResult(NamedTuple):
    """What :meth:`Solver.solve` answers. Given back as ``out``, all its arrays are written again, by any number of calls.

    Fields:
        rates: r, of the drive's shape; NaN where a sample has no finite point.
        gains: f'(W r + x), of the drive's shape; None where they were not wanted.
        statuses: How each sample ended (:class:`Status`), shape (B,).
        residuals: max|f(W r + x) - r| of each sample's rates; NaN of a sample that is not finite.
        amplitudes: What an unsettled sample was doing: largest max - min of an element; NaN of all others.
        steps: Evaluations of the map, by sample.
        converged: Samples that converged.
        evaluations: Evaluations of the map, of all samples.
        factorizations: LU factorizations.
    """

    rates: NDArray
    gains: Optional[NDArray]
    statuses: NDArray[np.uint8]
    residuals: NDArray[np.float64]
    amplitudes: NDArray[np.float64]
    steps: NDArray[np.int32]
    converged: int
    evaluations: int
    factorizations: int

    @property
    def all_converged(self) -> bool:
        """Whether every sample converged."""
        return self.converged == len(self.statuses)


class PotentialResult(NamedTuple):
    """What :meth:`Solver.solve_potential` answers; its fields are those of :class:`SolveResult`, with v in place of r and its gains.

    Fields:
        potentials: v, of the drive's shape; rates are f(v).
    """

    potentials: NDArray
    statuses: NDArray[np.uint8]
    residuals: NDArray[np.float64]
    amplitudes: NDArray[np.float64]
    steps: NDArray[np.int32]
    converged: int
    evaluations: int
    factorizations: int

    @property
    def all_converged(self) -> bool:
        """Whether every sample converged."""
        return self.converged == len(self.statuses)


class AdjointResult(NamedTuple):
    """What :meth:`Solver.adjoint` answers; its fields are those of :class:`SolveResult`, with lambda in place of r and its gains.

    Fields:
        lambda_: dL/dx, of the gains' shape; NaN where a sample has no finite result.
        residuals: max|e - (I - W' G) u| of each sample.
    """

    lambda_: NDArray
    statuses: NDArray[np.uint8]
    residuals: NDArray[np.float64]
    amplitudes: NDArray[np.float64]
    steps: NDArray[np.int32]
    converged: int
    evaluations: int
    factorizations: int

    @property
    def all_converged(self) -> bool:
        """Whether every sample converged."""
        return self.converged == len(self.statuses)


class AccumulateResult(NamedTuple):
    """What :meth:`Solver.accumulate` answers.

    Fields:
        delta_w: dW, shape (N, N), with the rule's mean added.
        statuses: How each sample went, shape (B,): what is not CONVERGED contributed nothing.
    """

    delta_w: NDArray
    statuses: NDArray[np.uint8]

    @property
    def all_converged(self) -> bool:
        """Whether every sample contributed."""
        return not (self.statuses != 1).any()


class TrackResult(NamedTuple):
    """What :meth:`Tracker.track` answers. Given back as ``out``, its arrays are written again.

    Fields:
        rates: r, shape (N,): the best point so far where the status is STEP_LIMIT, NaN where the drive is not finite.
        gains: f'(W r + x), shape (N,); None where they were not wanted.
        status: How the call ended; STEP_LIMIT: the products allowed were spent, and the next call goes on from there.
        residual: max|r - f(W r + x)| of the rates, measured.
        products: Matrix-vector products spent; a part of a next inverse counts as 4.
        factorizations: Inverses finished in this call, part by part, and LU factorizations by which a point was judged.
        fell_back: Whether the search was at work.
    """

    rates: NDArray
    gains: Optional[NDArray]
    status: Status
    residual: float
    products: int
    factorizations: int
    fell_back: bool

    @property
    def converged(self) -> bool:
        """Whether the residual is at most the tolerance."""
        return self.status == 1


class TrackAdjointResult(NamedTuple):
    """What :meth:`Tracker.adjoint` answers; its last fields are those of :class:`TrackResult`.

    Fields:
        lambda_: dL/dx, shape (N,).
        residual: max|e - (I - W' G) u|, measured.
    """

    lambda_: NDArray
    status: Status
    residual: float
    products: int
    factorizations: int
    fell_back: bool

    @property
    def converged(self) -> bool:
        """Whether the residual is at most the tolerance."""
        return self.status == 1


class TrackAccumulateResult(NamedTuple):
    """What :meth:`Tracker.accumulate` answers.

    Fields:
        delta_w: dW, shape (N, N), with the rule's added where the status is CONVERGED, else as it was.
    """

    delta_w: NDArray
    status: Status

    @property
    def converged(self) -> bool:
        """Whether anything was added."""
        return self.status == 1
