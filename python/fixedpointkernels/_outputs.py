"""Where a call writes: checked once, and known again by its arrays, so that the next call with them asks almost nothing."""

from __future__ import annotations

import ctypes
import weakref
from typing import Any, Tuple

import numpy as np

from ._arrays import FLOAT64, UINT8, writable
from ._structs import fpk_results, fpk_track_result
from .enums import Status
from .errors import InvalidError

_TOLD: Tuple[Tuple[str, np.dtype], ...] = (("statuses", UINT8), ("residuals", FLOAT64), ("amplitudes", FLOAT64),
                                           ("steps", np.dtype(np.int32)))

# By number: looked up at every call of a tracker.
_STATUSES = tuple(Status)

_new = tuple.__new__


class Outputs:
    """The arrays that a call itself writes, the first fields of its result.

    Args:
        kind: the result's named tuple.
        names: its first fields; only gains may be None.
        out: room that the caller gives: those arrays, or a whole result; None makes new ones.
        dtype: of the arrays.
        shape: of the arrays.

    Raises: what :func:`writable` does.
    """

    __slots__ = ("arrays", "first", "second", "memory", "told", "whole", "shape", "struct", "results", "given", "out", "last", "_kept")

    def __init__(self, kind, names, out, dtype, shape) -> None:
        count = len(names)
        if out is None:
            arrays = tuple(np.empty(shape, dtype) for _ in names)
        elif isinstance(out, kind):
            arrays = out[:count]
        elif isinstance(out, tuple) and len(out) == count:
            arrays = out
        elif count == 1 and isinstance(out, np.ndarray):
            arrays = (out,)
        else:
            raise InvalidError(
                f"out is of type {type(out).__name__}; a {kind.__name__} or {'(rates, gains)' if count == 2 else 'an array'} is needed.")
        self.memory = tuple(
            None if array is None and name == "gains" else writable(array, name, dtype, shape) for name, array in zip(names, arrays))
        self.arrays, self.shape, self.whole = arrays, shape, arrays
        self.told: Tuple[np.ndarray, ...] = ()
        self.first, self.second = arrays[0], arrays[1] if count == 2 else None
        # The last drive, its memory, and a weak reference, as of all arrays here: see _keep.
        self.given: Tuple[Any, Any, Any] = (None, None, None)
        self.out = self.last = out  # what these arrays were handed in as first, and the last result with them
        self._keep(arrays)

    def _keep(self, arrays, *more) -> None:
        # NumPy moves no memory of an array that somebody refers to weakly, whatever resize is told.
        self._kept = (*more, [weakref.ref(array) for array in arrays if array is not None])

    def holds(self, out) -> bool:
        """Whether these are the arrays of a caller's ``out``, which is neither of the two objects known: each of them, by identity."""
        if not isinstance(out, tuple):
            return False
        mine = self.arrays if len(out) == len(self.arrays) else self.whole
        if len(out) < len(mine):
            return False
        for one, other in zip(mine, out):
            if one is not other:
                return False
        return True

    def check(self) -> None:
        """Refuses arrays that became read-only since they were accepted."""
        if not self.first.flags.writeable or (self.second is not None and not self.second.flags.writeable):
            for name, array in zip(("rates", "gains"), self.arrays):
                writable(array, name, array.dtype, array.shape)


class SolverOutputs(Outputs):
    """Those of a solver, with what it tells of each sample.

    Args:
        batch: B; the others as before.
    """

    __slots__ = ("batch",)

    def __init__(self, kind, names, out, dtype, shape, batch) -> None:
        super().__init__(kind, names, out, dtype, shape)
        count = len(names)
        self.told = out[count:count + 4] if isinstance(out, kind) else tuple(np.empty(batch, element) for _, element in _TOLD)
        self.whole = self.arrays + self.told
        self.struct = fpk_results(size=ctypes.sizeof(fpk_results))
        pins = [writable(array, name, element, (batch,)) for (name, element), array in zip(_TOLD, self.told)]
        for (name, _), pin in zip(_TOLD, pins):
            setattr(self.struct, name, ctypes.addressof(pin))
        self.results, self.batch = ctypes.byref(self.struct), ctypes.c_int64(batch)
        self._keep(self.whole, pins)

    def result(self, kind):
        """The named tuple of what the call left."""
        struct = self.struct
        self.last = made = _new(kind, self.whole + (struct.converged, struct.evaluations, struct.factorizations))
        return made


class TrackerOutputs(Outputs):
    """Those of a tracker, of one sample."""

    __slots__ = ()

    def __init__(self, kind, names, out, dtype, shape) -> None:
        super().__init__(kind, names, out, dtype, shape)
        self.struct = fpk_track_result(size=ctypes.sizeof(fpk_track_result))
        self.results = ctypes.byref(self.struct)

    def result(self, kind):
        """The named tuple of what the call left."""
        struct = self.struct
        self.last = made = _new(kind, self.whole + (
            _STATUSES[struct.status], struct.residual, struct.products, struct.factorizations, struct.fell_back == 1))
        return made
