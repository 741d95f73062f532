"""Solvers of networks: fixed points, their exact gradients, and learning rules."""

from __future__ import annotations

from ctypes import byref, c_double, c_int64, c_void_p
from typing import Optional, Tuple, Union
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from ._arrays import UINT8, readable, rows, writable
from ._handle import Handle
from ._library import library
from ._outputs import SolverOutputs
from ._structs import NOT_CONVERGED, assign, filled, fpk_adjoint_options, fpk_solver_options, integer, number
from .enums import AdjointMethod, RuleKind, SolverMethod, choose
from .errors import InvalidError
from .network import Network
from .results import AccumulateResult, AdjointResult, PotentialResult, SolveResult

class Solver(Handle):
    """Solves r = f(W r + x) of one network for up to ``max_batch`` samples a call, with all its memory.

    Arrays are those of the caller: C-contiguous, of the network's dtype, read and written in place, at any alignment. Rows are samples:
    (B, N), or (N,) for one. What a call writes must share no memory with anything else it is given.

    Args:
        network: the network; closing it first is safe.
        max_batch: the most samples of a call.
        method: how fixed points are looked for: a :class:`SolverMethod` or its name.
        step_limit: most steps a sample (Euler: the number); own: 500 Euler, Anderson; 2000 iterate; 100 others.
        tolerance: absolute part a of ``|F(s) - s| <= a + b scale``; own: 1e-5 float32, 1e-10 float64.
        relative_tolerance: b, 0 for none; own: 2e-6 float32, 1e-12 float64.
        step_size: of Euler and iterate, in (0, 1]; own: 0.01 and 1.
        regularization: of Anderson's least squares; own: 1e-7 float32, 1e-12 float64.
        restart_growth: residual over the best at which Anderson starts anew; own: 10.
        time_limit: of settle, in time constants; own: 2000.
        window: steps that Anderson combines, 1..20; own: 5.
        polish_steps: Newton steps past the tolerance, 0..20; own: 0.
        keep_factors: whether each sample's LU is kept for the adjoint.
        slots: samples worked on side by side; own: 64.
        budget_evaluations: most evaluations of the map a sample; own: no limit.
        budget_factorizations: most LU factorizations a sample; own: no limit.
        budget_seconds: most time a call; own: no limit.
        adjoint_method: how the adjoint is solved: an :class:`AdjointMethod` or its name.
        adjoint_terms: of Neumann after the first; own: 10.
        adjoint_tolerance: residual relative to max|e|; own: 1e-5 float32, 1e-10 float64.
        shares_inverse: GMRES: whether one inverse for the batch preconditions; own: it does.

    None takes the library's own value. What the method does not use must be left out: nothing is ignored in silence.

    Threads: one at a time, a second one inside it gets :class:`BusyError`; :meth:`cancel` and :attr:`samples_done` may be called
    meanwhile. Calls let other Python threads run.

    Raises:
        ValueError: a setting out of range, or not used by the method.
    """

    __slots__ = ("_network", "_max_batch", "_dtype", "_neurons", "_solve", "_solve_potential", "_adjoint", "_accumulate", "_solving",
                 "_sizes", "_adjoining", "_in_potentials")

    def __init__(
        self,
        network: Network,
        max_batch: int = 1,
        *,
        method: Union[SolverMethod, str] = SolverMethod.AUTO,
        step_limit: Optional[int] = None,
        tolerance: Optional[float] = None,
        relative_tolerance: Optional[float] = None,
        step_size: Optional[float] = None,
        regularization: Optional[float] = None,
        restart_growth: Optional[float] = None,
        time_limit: Optional[float] = None,
        window: Optional[int] = None,
        polish_steps: Optional[int] = None,
        keep_factors: Optional[bool] = None,
        slots: Optional[int] = None,
        budget_evaluations: Optional[int] = None,
        budget_factorizations: Optional[int] = None,
        budget_seconds: Optional[float] = None,
        adjoint_method: Union[AdjointMethod, str] = AdjointMethod.DIRECT,
        adjoint_terms: Optional[int] = None,
        adjoint_tolerance: Optional[float] = None,
        shares_inverse: Optional[bool] = None,
    ) -> None:
        if not isinstance(network, Network):
            raise TypeError(f"network is of type {type(network).__name__}; a Network is needed.")
        given = dict(
            step_limit=step_limit, tolerance=tolerance, relative_tolerance=relative_tolerance, step_size=step_size,
            regularization=regularization, restart_growth=restart_growth, time_limit=time_limit, window=window,
            polish_steps=polish_steps, keep_factors=keep_factors, slots=slots, budget_evaluations=budget_evaluations,
            budget_factorizations=budget_factorizations, budget_seconds=budget_seconds)
        options = filled(fpk_solver_options, library.fpk_solver_options_default)
        options.method = choose(SolverMethod, method, "method")
        for name, value in given.items():
            assign(options, name, value)
        adjoint = filled(fpk_adjoint_options, library.fpk_adjoint_options_default)
        adjoint.method = choose(AdjointMethod, adjoint_method, "adjoint_method")
        assign(adjoint, "terms", adjoint_terms, "adjoint_terms")
        assign(adjoint, "tolerance", adjoint_tolerance, "adjoint_tolerance")
        assign(adjoint, "shares_inverse", shares_inverse)

        self._network, self._dtype, self._neurons = network, network.dtype, network.neurons
        self._sizes = c_int64(network.neurons)
        self._max_batch = integer(max_batch, "max_batch")
        made = c_void_p()
        network._check(library.fpk_solver_create(
            network._handle, c_int64(self._max_batch), byref(options), byref(adjoint), byref(made)))
        self._own(made, library.fpk_solver_destroy)
        self._solve = network._function("fpk_solver_solve")
        self._solve_potential = network._function("fpk_solver_solve_potential")
        self._adjoint = network._function("fpk_solver_adjoint")
        self._accumulate = network._function("fpk_solver_accumulate")
        self._solving: Optional[SolverOutputs] = None
        self._adjoining: Optional[SolverOutputs] = None
        self._in_potentials: Optional[SolverOutputs] = None

    def close(self) -> None:
        super().close()
        self._solving = self._adjoining = self._in_potentials = None

    close.__doc__ = Handle.close.__doc__

    @property
    def network(self) -> Network:
        """The network."""
        return self._network

    @property
    def max_batch(self) -> int:
        """The most samples of a call."""
        return self._max_batch

    @property
    def samples_done(self) -> int:
        """Samples that the call under way has done with; from any thread."""
        samples = c_int64()
        self._check(library.fpk_solver_samples_done(self._handle, byref(samples)))
        return samples.value

    def cancel(self) -> None:
        """From any thread: the call under way ends soon, samples not done as CANCELLED. Without one it does nothing."""
        self._check(library.fpk_solver_cancel(self._handle))

    def forget(self) -> None:
        """Forgets what earlier calls left for later ones: the inverses of chord and of the shared adjoint."""
        self._check(library.fpk_solver_forget(self._handle))

    def solve(
        self,
        drive: NDArray,
        out: Union[SolveResult, Tuple[NDArray, Optional[NDArray]], None] = None,
        *,
        warm_start: bool = False,
    ) -> SolveResult:
        """r = f(W r + x) for every row.

        Args:
            drive: x, shape (B, N), or (N,) for one sample.
            out: where to write: an earlier result, or ``(rates, gains)`` of the drive's shape, gains None where they are not wanted. New
                arrays where left out. The quick way is the same arrays again and again: they are known by their identity, nothing is
                allocated but the tuple, and every array of the earlier results with them is written again.
            warm_start: whether to start from the rates in ``out``; else from 0.

        Returns:
            Rates, gains, and how each sample went. A sample that did not converge is no error: see ``statuses``, ``all_converged``.
            Sample k of a batch has the bits of a batch of one with all methods but chord.

        Raises:
            ValueError: dtype, order, shape, read-only or shared memory, more samples than ``max_batch``; ``warm_start`` without ``out``.
            BusyError: another thread is inside this solver, or changed the network meanwhile.
        """
        known = self._solving
        if known is None or (out is not known.last and out is not known.out and not known.holds(out)):
            known = self._outputs(SolveResult, ("rates", "gains"), drive, "drive", out, warm_start)
            if out is not None:
                self._solving = known
        else:
            known.check()
        given = known.given
        if drive is not given[0] or drive.dtype is not self._dtype or drive.shape != known.shape:
            known.given = given = (drive, readable(drive, "drive", self._dtype, known.shape), ref(drive))
        code = self._solve(
            self._handle, known.batch, self._sizes, given[1], known.memory[0], known.memory[1], 1 if warm_start else 0, known.results)
        if code > NOT_CONVERGED:
            raise self._error(code)
        return known.result(SolveResult)

    def solve_potential(
        self, drive: NDArray, out: Union[PotentialResult, NDArray, None] = None, *, warm_start: bool = False
    ) -> PotentialResult:
        """v = W f(v) + x for every row, the potential form: rates are f(v). The first call makes the memory.

        Args:
            drive: x, shape (B, N), or (N,) for one sample.
            out: where to write: an earlier result, or an array for v of the drive's shape. New arrays where left out.
            warm_start: whether to start from the potentials in ``out``; else from 0.

        Raises:
            ValueError, BusyError: as :meth:`solve`.
        """
        known = self._in_potentials
        if known is None or (out is not known.last and out is not known.out and not known.holds(out)):
            known = self._outputs(PotentialResult, ("potentials",), drive, "drive", out, warm_start)
            if out is not None:
                self._in_potentials = known
        else:
            known.check()
        self._check(self._solve_potential(
            self._handle, known.batch, self._sizes, readable(drive, "drive", self._dtype, known.shape), known.memory[0],
            1 if warm_start else 0, known.results))
        return known.result(PotentialResult)

    def adjoint(self, gains: NDArray, loss_gradient: NDArray, out: Union[AdjointResult, NDArray, None] = None) -> AdjointResult:
        """lambda = G (I - W' G)^-1 e = dL/dx for every row. The first call makes the memory.

        Args:
            gains: g at the fixed points, shape (B, N) or (N,).
            loss_gradient: e = dL/dr, of the gains' shape.
            out: where to write: an earlier result, or an array for lambda of that shape. New arrays where left out.

        Returns:
            lambda, and how each sample went: its residual is max|e - (I - W' G) u|; a sample without a finite result holds NaN.

        Raises:
            ValueError, BusyError: as :meth:`solve`.
        """
        known = self._adjoining
        if known is None or (out is not known.last and out is not known.out and not known.holds(out)):
            known = self._outputs(AdjointResult, ("lambda_",), gains, "gains", out, False)
            if out is not None:
                self._adjoining = known
        else:
            known.check()
        self._check(self._adjoint(
            self._handle, known.batch, self._sizes, readable(gains, "gains", self._dtype, known.shape),
            readable(loss_gradient, "loss_gradient", self._dtype, known.shape), known.memory[0], known.results))
        return known.result(AdjointResult)

    def accumulate(
        self,
        rule: Union[RuleKind, str],
        rate: float,
        rates: NDArray,
        gains: NDArray,
        error: NDArray,
        delta_w: Optional[NDArray] = None,
        *,
        solved: Optional[NDArray] = None,
        statuses: Optional[NDArray] = None,
    ) -> AccumulateResult:
        """delta_w <- delta_w - rate mean(a b') of a rule over the batch. The first call makes the memory.

        Args:
            rule: a :class:`RuleKind` or its name: ``euclidean``, ``linearized``, ``variant``, ``finite-step``, ``finite-step-damped``.
            rate: the learning rate.
            rates: r, shape (B, N) or (N,).
            gains: g, of the same shape.
            error: of the same shape: lambda of :meth:`adjoint` for ``euclidean``, e = dL/dr for the others (:func:`rule_uses_adjoint`).
            delta_w: shape (N, N), added to; new zeros where left out.
            solved: statuses of the samples, uint8, shape (B,): what is not CONVERGED contributes nothing; left out takes all.
            statuses: room for how each sample went, uint8, shape (B,); a new array where left out.

        Returns:
            delta_w and the statuses; SINGULAR where a finite step would cross its singularity.

        Raises:
            ValueError, BusyError: as :meth:`solve`.
        """
        batch, shape, dtype = rows(rates, "rates", self._dtype, self._neurons), rates.shape, self._dtype
        delta_w = np.zeros((self._neurons, self._neurons), dtype) if delta_w is None else delta_w
        statuses = np.empty(batch, UINT8) if statuses is None else statuses
        self._check(self._accumulate(
            self._handle, choose(RuleKind, rule, "rule"), c_double(number(rate, "rate")), c_int64(batch), self._sizes,
            readable(rates, "rates", dtype, shape), readable(gains, "gains", dtype, shape), readable(error, "error", dtype, shape),
            writable(delta_w, "delta_w", dtype, (self._neurons, self._neurons)),
            None if solved is None else readable(solved, "solved", UINT8, (batch,)),
            writable(statuses, "statuses", UINT8, (batch,))))
        return AccumulateResult(delta_w, statuses)

    def __repr__(self) -> str:
        return f"<Solver of {self._neurons} neurons, {self._dtype.name}, up to {self._max_batch} samples{self._state()}>"

    def _outputs(self, kind, names, shaped, name, out, warm_start) -> SolverOutputs:
        if out is None and warm_start:
            raise InvalidError("warm_start begins from what out holds; give out, or leave warm_start out.")
        batch = rows(shaped, name, self._dtype, self._neurons)
        return SolverOutputs(kind, names, out, self._dtype, shaped.shape, batch)
