"""What calls answer: named tuples whose first fields are the arrays written, the rest what the C structs hold."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray

from .enums import Status


class SolveResult(NamedTuple):
    """What :meth:`Solver.solve` answers. Given back as ``out``, all its arrays are written again, by any number of calls."""

    rates: NDArray
    """r, of the drive's shape; NaN where a sample has no finite point."""
    gains: Optional[NDArray]
    """f'(W r + x), of the drive's shape; None where they were not wanted."""
    statuses: NDArray[np.uint8]
    """How each sample ended (:class:`Status`), shape (B,)."""
    residuals: NDArray[np.float64]
    """max|f(W r + x) - r| of each sample's rates; NaN of a sample that is not finite."""
    amplitudes: NDArray[np.float64]
    """What an unsettled sample was doing: largest max - min of an element; NaN of all others."""
    steps: NDArray[np.int32]
    """Evaluations of the map, by sample."""
    converged: int
    """Samples that converged."""
    evaluations: int
    """Evaluations of the map, of all samples."""
    factorizations: int
    """LU factorizations."""

    @property
    def all_converged(self) -> bool:
        """Whether every sample converged."""
        return self.converged == len(self.statuses)


class PotentialResult(NamedTuple):
    """What :meth:`Solver.solve_potential` answers; its fields are those of :class:`SolveResult`, with v in place of r and its gains."""

    potentials: NDArray
    """v, of the drive's shape; rates are f(v)."""
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
    """What :meth:`Solver.adjoint` answers; its fields are those of :class:`SolveResult`, with lambda in place of r and its gains."""

    lambda_: NDArray
    """dL/dx, of the gains' shape; NaN where a sample has no finite result."""
    statuses: NDArray[np.uint8]
    residuals: NDArray[np.float64]
    """max|e - (I - W' G) u| of each sample."""
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
    """What :meth:`Solver.accumulate` answers."""

    delta_w: NDArray
    """dW, shape (N, N), with the rule's mean added."""
    statuses: NDArray[np.uint8]
    """How each sample went, shape (B,): what is not CONVERGED contributed nothing."""

    @property
    def all_converged(self) -> bool:
        """Whether every sample contributed."""
        return not (self.statuses != 1).any()


class TrackResult(NamedTuple):
    """What :meth:`Tracker.track` answers. Given back as ``out``, its arrays are written again."""

    rates: NDArray
    """r, shape (N,): the best point so far where the status is STEP_LIMIT, NaN where the drive is not finite."""
    gains: Optional[NDArray]
    """f'(W r + x), shape (N,); None where they were not wanted."""
    status: Status
    """How the call ended; STEP_LIMIT: the products allowed were spent, and the next call goes on from there."""
    residual: float
    """max|r - f(W r + x)| of the rates, measured."""
    products: int
    """Matrix-vector products spent; a part of a next inverse counts as 4."""
    factorizations: int
    """Inverses finished in this call, part by part, and LU factorizations by which a point was judged."""
    fell_back: bool
    """Whether the search was at work."""

    @property
    def converged(self) -> bool:
        """Whether the residual is at most the tolerance."""
        return self.status == 1


class TrackAdjointResult(NamedTuple):
    """What :meth:`Tracker.adjoint` answers; its last fields are those of :class:`TrackResult`."""

    lambda_: NDArray
    """dL/dx, shape (N,)."""
    status: Status
    residual: float
    """max|e - (I - W' G) u|, measured."""
    products: int
    factorizations: int
    fell_back: bool

    @property
    def converged(self) -> bool:
        """Whether the residual is at most the tolerance."""
        return self.status == 1


class TrackAccumulateResult(NamedTuple):
    """What :meth:`Tracker.accumulate` answers."""

    delta_w: NDArray
    """dW, shape (N, N), with the rule's added where the status is CONVERGED, else as it was."""
    status: Status

    @property
    def converged(self) -> bool:
        """Whether anything was added."""
        return self.status == 1
