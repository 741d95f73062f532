"""NumPy arrays for the library: their memory in place, or a ValueError with what was given and what is needed.

The usual way is a comparison of type, element type and shape, and one export of the buffer, which fails where the array is not contiguous
or not writable; what is wrong is looked for only after that.
"""

from __future__ import annotations

import ctypes

import numpy as np
from numpy import ndarray

from .errors import InvalidError

FLOAT32, FLOAT64, UINT8 = np.dtype(np.float32), np.dtype(np.float64), np.dtype(np.uint8)

# An object that ctypes passes as the address, and that keeps the memory where it is.
_pin = (ctypes.c_char * 0).from_buffer


def writable(array, name: str, dtype, shape):
    """The memory of an array to write into, of exactly this dtype and shape.

    Raises:
        TypeError: not an array.
        ValueError: another dtype or shape, not row-major without gaps, read-only, or masked.
    """
    if (type(array) is ndarray or is_plain(array)) and array.dtype == dtype and array.shape == shape:
        try:
            return _pin(array)
        except (TypeError, ValueError, BufferError):
            pass
    raise refusal(array, name, dtype, shape, True)


def readable(array, name: str, dtype, shape):
    """The memory of an array to read from, of exactly this dtype and shape. Raises: as :func:`writable`, but it may be read-only."""
    if (type(array) is ndarray or is_plain(array)) and array.dtype == dtype and array.shape == shape:
        try:
            return _pin(array)
        except (TypeError, ValueError, BufferError):
            if array.flags.c_contiguous:
                return ctypes.c_void_p(array.__array_interface__["data"][0])
    raise refusal(array, name, dtype, shape, False)


def rows(array, name: str, dtype, columns: int) -> int:
    """How many samples an array holds: (B, columns) are B, one of shape (columns,) is 1.

    Raises: as :func:`readable`, of the shape alone.
    """
    shape = array.shape if isinstance(array, ndarray) else ()
    if len(shape) == 2 and shape[1] == columns:
        return shape[0]
    if shape != (columns,):
        raise refusal(array, name, dtype, ("B", columns), False)
    return 1


def is_plain(array) -> bool:
    """Whether it is an array whose memory says everything: a mask would be overlooked."""
    return isinstance(array, ndarray) and not isinstance(array, np.ma.MaskedArray)


def refusal(array, name: str, dtype, shape, writes: bool) -> Exception:
    """What to raise about an array that does not fit."""
    element = dtype if isinstance(dtype, str) else dtype.name
    sizes = f"({', '.join(str(size) for size in shape)}{',' if len(shape) == 1 else ''})"
    need = f"a {'writable ' if writes else ''}C-contiguous {element} array of shape {sizes} is needed"
    if not isinstance(array, ndarray):
        return TypeError(f"{name} is of type {type(array).__name__}; {need}.")
    given = f"{array.dtype}, shape {array.shape}"
    if not array.flags.c_contiguous:
        given += ", in Fortran order" if array.flags.f_contiguous else ", not contiguous"
    if not array.flags.writeable:
        given += ", read-only"
    if not is_plain(array):
        given += ", masked"
    return InvalidError(f"{name} is {given}; {need}.")
