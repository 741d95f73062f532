"""What networks, solvers and trackers share: a handle of the library that is given back once."""

from __future__ import annotations

import weakref
from ctypes import c_void_p
from typing import TypeVar

from ._structs import INVALID, NOT_CONVERGED, error
from .errors import InvalidError

_Self = TypeVar("_Self", bound="Handle")


class Handle:
    """An object of the library. It ends with :meth:`close`, with the block of a ``with``, or when nothing refers to it any more."""

    __slots__ = ("_handle", "_finalizer", "__weakref__")

    def close(self) -> None:
        """Destroys it; a second time does nothing. Later calls raise ValueError; one under way in another thread ends as if nothing had
        happened."""
        self._finalizer()

    @property
    def closed(self) -> bool:
        """Whether :meth:`close` was called."""
        return not self._finalizer.alive

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(self, *_) -> None:
        self.close()

    def __reduce__(self):
        raise TypeError(f"A {type(self).__name__} can be neither copied nor pickled; make another.")

    def _own(self, handle: c_void_p, destroy) -> None:
        # The finalizer holds the number itself, so that it is destroyed once whatever becomes of this object.
        self._handle = handle
        self._finalizer = weakref.finalize(self, destroy, c_void_p(handle.value))
        self._finalizer.atexit = False  # a process that ends gives everything back

    def _check(self, code: int) -> None:
        if code > NOT_CONVERGED:
            raise self._error(code)

    def _error(self, code: int) -> Exception:
        failure = error(code)
        if code == INVALID and self.closed:
            return InvalidError(f"This {type(self).__name__} is closed.")
        return failure

    def _state(self) -> str:
        return ", closed" if self.closed else ""
