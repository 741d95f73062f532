"""Trackers: one fixed point, followed while its input moves and its weights learn."""

from __future__ import annotations

from ctypes import byref, c_double, c_int32, c_int64, c_uint8, c_void_p
from typing import Optional, Tuple, Union
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from ._arrays import readable, writable
from ._handle import Handle
from ._library import library
from ._outputs import TrackerOutputs
from ._structs import FPK_OWN, NOT_CONVERGED, assign, filled, fpk_tracker_options, integer, number
from .enums import RuleKind, Status, choose
from .errors import InvalidError
from .network import Network
from .results import TrackAccumulateResult, TrackAdjointResult, TrackResult

_OWN = c_int32(FPK_OWN)


class Tracker(Handle):
    """Follows the fixed point r = f(W r + x) of one network while its input moves and its weights learn: every call, its gains, its
    adjoint and its rule in microseconds, and no call longer than the products it is allowed.

    It starts from the rates 0. From the point of the last call it steps with an inverse that it keeps, and renews part by part in the
    calls; the inverse outlives updates of the weights. Where a point ceases to exist while the input moves, calls end as STEP_LIMIT with
    the best point so far, until one is found again: ask for a ``search``, or :meth:`begin` at a point of a :class:`Solver`.

    Arrays are those of the caller: C-contiguous, of the network's dtype, shape (N,), read and written in place, at any alignment. What a
    call writes must share no memory with anything else it is given.

    Args:
        network: the network; closing it first is safe.
        tolerance: largest residual of a converged call; own: 1e-5 float32, 1e-10 float64.

    Threads: one at a time, a second one inside it gets :class:`BusyError`. Calls let other Python threads run.

    Raises:
        ValueError: the tolerance is not positive and finite, or there is not the memory.
    """

    __slots__ = ("_network", "_dtype", "_shape", "_sizes", "_track", "_adjoint", "_accumulate", "_tracking", "_adjoining")

    def __init__(self, network: Network, *, tolerance: Optional[float] = None) -> None:
        if not isinstance(network, Network):
            raise TypeError(f"network is of type {type(network).__name__}; a Network is needed.")
        options = filled(fpk_tracker_options, library.fpk_tracker_options_default)
        assign(options, "tolerance", tolerance)
        self._network, self._dtype, self._shape = network, network.dtype, (network.neurons,)
        self._sizes = c_int64(network.neurons)
        made = c_void_p()
        network._check(library.fpk_tracker_create(network._handle, byref(options), byref(made)))
        self._own(made, library.fpk_tracker_destroy)
        self._track = network._function("fpk_tracker_track")
        self._adjoint = network._function("fpk_tracker_adjoint")
        self._accumulate = network._function("fpk_tracker_accumulate")
        self._tracking: Optional[TrackerOutputs] = None
        self._adjoining: Optional[TrackerOutputs] = None

    @property
    def network(self) -> Network:
        """The network."""
        return self._network

    def track(
        self,
        drive: NDArray,
        out: Union[TrackResult, Tuple[NDArray, Optional[NDArray]], None] = None,
        *,
        budget: Optional[int] = None,
        search: bool = False,
    ) -> TrackResult:
        """r = f(W r + x) from the point of the last call.

        Args:
            drive: x, shape (N,).
            out: where to write: an earlier result, or ``(rates, gains)``, gains None where they are not wanted. New arrays where left
                out. The quick way is the same arrays again and again: they are known by their identity, and nothing is allocated but
                the tuple.
            budget: the most products that the call may spend, at least 8; own: 40, ten times what it usually takes.
            search: whether to look for another fixed point where steps from the last one do not get there, in this call and those
                that follow and ask for it.

        Returns:
            Rates, gains, and how the call went. One that did not converge is no error: the next goes on from there.

        Raises:
            ValueError: dtype, order, shape, read-only or shared memory, a budget below 8.
            BusyError: another thread is inside this tracker, or changed the network meanwhile.
        """
        known = self._tracking
        if known is None or (out is not known.last and out is not known.out and not known.holds(out)):
            known = TrackerOutputs(TrackResult, ("rates", "gains"), out, self._dtype, self._shape)
            if out is not None:
                self._tracking = known
        else:
            known.check()
        given = known.given
        if drive is not given[0] or drive.dtype is not self._dtype or drive.shape != known.shape:
            known.given = given = (drive, readable(drive, "drive", self._dtype, self._shape), ref(drive))
        code = self._track(
            self._handle, self._sizes, given[1], known.memory[0], known.memory[1], _OWN if budget is None else products(budget),
            1 if search else 0, known.results)
        if code > NOT_CONVERGED:
            raise self._error(code)
        return known.result(TrackResult)

    def begin(self, rates: NDArray) -> None:
        """Follows the point at these rates, shape (N,), from now on: those of a solver, say.

        Raises:
            ValueError: a rate is not finite; dtype, order, shape.
        """
        self._check(self._network._function("fpk_tracker_begin")(
            self._handle, self._sizes, readable(rates, "rates", self._dtype, self._shape)))

    def forget(self) -> None:
        """Forgets the point and the inverse: the next call gives the bits of a new tracker."""
        self._check(library.fpk_tracker_forget(self._handle))

    def adjoint(
        self, loss_gradient: NDArray, out: Union[TrackAdjointResult, NDArray, None] = None, *, budget: Optional[int] = None
    ) -> TrackAdjointResult:
        """lambda = G (I - W' G)^-1 e = dL/dx at the point of the last call, with the inverse that tracking keeps. The first call makes
        the memory.

        Args:
            loss_gradient: e = dL/dr, shape (N,).
            out: where to write: an earlier result, or an array for lambda, shape (N,). A new array where left out.
            budget: as in :meth:`track`.

        Raises:
            ValueError: nothing was tracked, or the network was updated since; otherwise as :meth:`track`.
            BusyError: as :meth:`track`.
        """
        known = self._adjoining
        if known is None or (out is not known.last and out is not known.out and not known.holds(out)):
            known = TrackerOutputs(TrackAdjointResult, ("lambda_",), out, self._dtype, self._shape)
            if out is not None:
                self._adjoining = known
        else:
            known.check()
        self._check(self._adjoint(
            self._handle, self._sizes, readable(loss_gradient, "loss_gradient", self._dtype, self._shape), known.memory[0],
            _OWN if budget is None else products(budget), known.results))
        return known.result(TrackAdjointResult)

    def accumulate(
        self, rule: Union[RuleKind, str], rate: float, error: NDArray, delta_w: Optional[NDArray] = None
    ) -> TrackAccumulateResult:
        """delta_w <- delta_w - rate a b' of a rule at the point of the last call. The first call makes the memory.

        Args:
            rule: a :class:`RuleKind` or its name: ``euclidean``, ``linearized``, ``variant``, ``finite-step``, ``finite-step-damped``.
            rate: the learning rate.
            error: shape (N,): lambda of :meth:`adjoint` for ``euclidean``, e = dL/dr for the others (:func:`rule_uses_adjoint`).
            delta_w: shape (N, N), added to; new zeros where left out.

        Returns:
            delta_w and a status: it is as it was where that is not CONVERGED.

        Raises:
            ValueError, BusyError: as :meth:`adjoint`.
        """
        square = self._shape * 2
        delta_w = np.zeros(square, self._dtype) if delta_w is None else delta_w
        status = c_uint8()
        self._check(self._accumulate(
            self._handle, choose(RuleKind, rule, "rule"), c_double(number(rate, "rate")), self._sizes,
            readable(error, "error", self._dtype, self._shape), writable(delta_w, "delta_w", self._dtype, square), byref(status)))
        return TrackAccumulateResult(delta_w, Status(status.value))

    def close(self) -> None:
        super().close()
        self._tracking = self._adjoining = None

    close.__doc__ = Handle.close.__doc__

    def __repr__(self) -> str:
        return f"<Tracker of {self._shape[0]} neurons, {self._dtype.name}{self._state()}>"


def products(budget) -> c_int32:
    """A budget as C takes it; there -1 stands for the library's own."""
    given = integer(budget, "budget", 31)
    if given == FPK_OWN:
        raise InvalidError("budget is -1; leave it out, or give None, for the library's own.")
    return c_int32(given)
