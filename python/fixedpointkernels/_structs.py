"""The structs of include/fpk.h, field by field, and what every call does with a code."""

from __future__ import annotations

import ctypes
import operator
from ctypes import c_double, c_int32, c_int64, c_uint64, c_void_p

from ._library import library
from .errors import BusyError, FpkError, InternalError, InvalidError, UnsupportedCpuError

FPK_OWN = -1

# Fields of options that are 0 or 1: True and False here, NumPy's own too.
_TRUTHS = ("keep_factors", "shares_inverse")

OK, NOT_CONVERGED, INVALID, BUSY, UNSUPPORTED_CPU, INTERNAL = range(6)

_ERRORS = {INVALID: InvalidError, BUSY: BusyError, UNSUPPORTED_CPU: UnsupportedCpuError, INTERNAL: InternalError}


class fpk_activation(ctypes.Structure):
    _fields_ = [("size", c_uint64), ("kind", c_int32), ("reserved", c_int32), ("gain", c_double), ("exponent", c_double)]


class fpk_solver_options(ctypes.Structure):
    _fields_ = [
        ("size", c_uint64), ("method", c_int32), ("step_limit", c_int32), ("tolerance", c_double), ("relative_tolerance", c_double),
        ("step_size", c_double), ("regularization", c_double), ("restart_growth", c_double), ("time_limit", c_double),
        ("window", c_int32), ("polish_steps", c_int32), ("keep_factors", c_int32), ("slots", c_int32),
        ("budget_evaluations", c_int32), ("budget_factorizations", c_int32), ("budget_seconds", c_double)]


class fpk_adjoint_options(ctypes.Structure):
    _fields_ = [("size", c_uint64), ("method", c_int32), ("terms", c_int32), ("tolerance", c_double), ("shares_inverse", c_int32),
                ("reserved", c_int32)]


class fpk_results(ctypes.Structure):
    _fields_ = [("size", c_uint64), ("statuses", c_void_p), ("residuals", c_void_p), ("amplitudes", c_void_p), ("steps", c_void_p),
                ("converged", c_int64), ("evaluations", c_int64), ("factorizations", c_int64)]


class fpk_tracker_options(ctypes.Structure):
    _fields_ = [("size", c_uint64), ("tolerance", c_double)]


class fpk_track_result(ctypes.Structure):
    _fields_ = [("size", c_uint64), ("status", c_int32), ("products", c_int32), ("factorizations", c_int32), ("fell_back", c_int32),
                ("residual", c_double)]


class fpk_info(ctypes.Structure):
    _fields_ = [("size", c_uint64), ("simd_bits", c_int32), ("reserved", c_int32), ("live_handles", c_int64),
                ("thread_allocated_bytes", c_int64), ("collections", c_int64), ("heap_bytes", c_int64)]


def text(function, *arguments) -> str:
    """What a function of the library writes into a buffer."""
    buffer, length = ctypes.create_string_buffer(400), c_int64()
    while True:
        code = function(*arguments, buffer, c_int64(len(buffer)), ctypes.byref(length))
        if code:
            raise error(code)
        if length.value < len(buffer):
            return buffer.value.decode()
        buffer = ctypes.create_string_buffer(length.value + 1)


def error(code: int) -> FpkError:
    """The exception of a code, with this thread's last message; to be asked before any other call of this thread."""
    buffer = ctypes.create_string_buffer(2000)
    library.fpk_last_error(buffer, c_int64(len(buffer)), None)
    return _ERRORS.get(code, InternalError)(buffer.value.decode())


def check(code: int) -> None:
    """Raises unless all went well."""
    if code > NOT_CONVERGED:
        raise error(code)


def filled(struct, default):
    """A struct with the library's own values."""
    made = struct()
    check(default(ctypes.byref(made), c_uint64(ctypes.sizeof(made))))
    return made


def assign(struct, field: str, value, name: str = "") -> None:
    """Sets a number of a struct; None leaves the library's own.

    Args:
        name: what the caller knows the field as, where that is something else.

    Raises:
        ValueError: not a number of the field's kind and range. -1 stands for the library's own in C, and is refused here.
    """
    if value is None:
        return
    name = name or field
    if field in _TRUTHS:
        if value not in (True, False):
            raise InvalidError(f"{name} is {value!r}; it must be True or False.")
        value = int(value)
    given = number(value, name) if dict(struct._fields_)[field] is c_double else integer(value, name, 31)
    if given == FPK_OWN:
        raise InvalidError(f"{name} is {value!r}; leave it out, or give None, for the library's own.")
    setattr(struct, field, given)


def number(value, name: str) -> float:
    """A real number.

    Raises:
        ValueError: it is none.
    """
    try:
        return c_double(value).value  # takes what has __float__ or __index__, but no text, which float() would read
    except (TypeError, OverflowError):
        raise InvalidError(f"{name} is {value!r}; it must be a number.") from None


def integer(value, name: str, bits: int = 63) -> int:
    """An integer that C has room for; ctypes would cut a larger one to its lowest bits.

    Raises:
        ValueError: it is none, or too large.
    """
    try:
        given = operator.index(value)
    except TypeError:
        raise InvalidError(f"{name} is {value!r}; it must be an integer.") from None
    if not -(1 << bits) <= given < 1 << bits:
        raise InvalidError(f"{name} is {value!r}; the library has {bits + 1} bits for it.")
    return given
