"""What calls answer: named tuples whose first fields are the arrays written, the rest what the C structs hold."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np
from numpy.typing import NDArray


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
