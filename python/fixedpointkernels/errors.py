"""What goes wrong with a call. Mathematics is not an error: a sample without a result has a status (:class:`fixedpointkernels.Status`)."""

from __future__ import annotations


class FpkError(Exception):
    """Every error of the library."""


class InvalidError(FpkError, ValueError):
    """Misuse: a wrong dtype, order or shape, shared memory, a setting out of range, a closed object. Nothing was done."""


class BusyError(FpkError, RuntimeError):
    """Another thread is inside this solver or tracker, or changed its network meanwhile: what the call left is of no use."""


class InternalError(FpkError, RuntimeError):
    """A fault of the library, or memory that the system refused."""


class LoadError(FpkError, ImportError):
    """The native library cannot be loaded: another system than Linux on x86-64, a glibc below 2.34, a package without its files."""


class UnsupportedCpuError(LoadError):
    """This CPU is below x86-64-v3 (AVX2 and fused multiply-add)."""
