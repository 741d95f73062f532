"""Where a call of a solver writes: checked once, and known again by its arrays, so that the next call with them asks almost nothing."""

from __future__ import annotations

import ctypes
import weakref

import numpy as np

from ._arrays import writable
from ._structs import fpk_results
from .errors import InvalidError

_TOLD = (("statuses", np.dtype(np.uint8)), ("residuals", np.dtype(np.float64)), ("amplitudes", np.dtype(np.float64)),
         ("steps", np.dtype(np.int32)))


class Outputs:
    """The arrays of a result, those of the call first, and the struct that points to the others.

    Args:
        kind: the result's named tuple.
        names: its first fields, which the call itself writes; only the second may be None.
        out: room that the caller gives: the first fields, or a whole result; None makes new arrays.
        dtype: of the first fields.
        shape: of the first fields.
        batch: B.
    """

    __slots__ = ("first", "second", "arrays", "memory", "told", "struct", "results", "shape", "batch", "given", "out", "last", "_kept")

    def __init__(self, kind, names, out, dtype, shape, batch) -> None:
        count, told = len(names), None
        if out is None:
            arrays = tuple(np.empty(shape, dtype) for _ in names)
        elif isinstance(out, kind):
            arrays, told = out[:count], out[count:count + 4]
        elif isinstance(out, tuple) and len(out) == count:
            arrays = out
        elif count == 1 and isinstance(out, np.ndarray):
            arrays = (out,)
        else:
            raise InvalidError(
                f"out is of type {type(out).__name__}; a {kind.__name__} or {'(rates, gains)' if count == 2 else 'an array'} is needed.")
        self.memory = tuple(
            None if array is None and name == "gains" else writable(array, name, dtype, shape) for name, array in zip(names, arrays))
        if told is None:
            told = tuple(np.empty(batch, element) for _, element in _TOLD)
        self.struct = struct = fpk_results(size=ctypes.sizeof(fpk_results))
        pins = [writable(array, name, element, (batch,)) for (name, element), array in zip(_TOLD, told)]
        for (name, _), pin in zip(_TOLD, pins):
            setattr(struct, name, ctypes.addressof(pin))
        self.arrays, self.told, self.shape, self.batch = arrays, told, shape, ctypes.c_int64(batch)
        self.first, self.second = arrays[0], arrays[1] if count == 2 else None
        self.results = ctypes.byref(struct)
        self.given = (None, None)  # the last drive and its memory
        self.out = self.last = out  # what these arrays were handed in as first, and the last result with them
        # NumPy moves no memory of an array that somebody refers to weakly, whatever resize is told.
        self._kept = (pins, [weakref.ref(array) for array in (*arrays, *told) if array is not None])

    def holds(self, out) -> bool:
        """Whether these are the arrays of a caller's ``out``, which is neither of the two objects known: each of them, by identity."""
        if not isinstance(out, tuple):
            return False
        mine = self.arrays if len(out) == len(self.arrays) else (*self.arrays, *self.told)
        return len(out) >= len(mine) and all(one is other for one, other in zip(mine, out))

    def check(self) -> None:
        """Refuses arrays that became read-only since they were accepted."""
        if not self.first.flags.writeable or (self.second is not None and not self.second.flags.writeable):
            for name, array in zip(("rates", "gains"), self.arrays):
                writable(array, name, array.dtype, array.shape)

    def result(self, kind):
        """The named tuple of what the call left."""
        struct = self.struct
        self.last = made = tuple.__new__(
            kind, (*self.arrays, *self.told, struct.converged, struct.evaluations, struct.factorizations))
        return made
