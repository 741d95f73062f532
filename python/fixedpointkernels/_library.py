"""The shared library for this CPU: which file, and how it is loaded.

The package carries the folder ``lib`` of the native library: a stub in plain C, and below ``glibc-hwcaps`` one file per CPU level. The
runtime inside a file ends the process on a CPU without its level, so the level is asked of the dynamic loader, whose answer knows the
processor, what the system saves of its registers, and GLIBC_TUNABLES.
"""

from __future__ import annotations

import ctypes
import os
from typing import List

from .errors import LoadError, UnsupportedCpuError

#: Where the files lie: in the package itself.
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib")

_NAME = "libfpk.so.0"

# What glibc's own levels ask for (sysdeps/x86/get-isa-level.h): leaf of its table, register (eax, ebx, ecx, edx), bits.
_LEVELS = (
    ("x86-64-v3", ((0, 2, (0, 9, 12, 13, 19, 20, 22, 23, 28, 29)),  # SSE3 SSSE3 FMA CX16 SSE4.1 SSE4.2 MOVBE POPCNT AVX F16C
                   (1, 1, (3, 5, 8)),                               # BMI1 AVX2 BMI2
                   (2, 2, (0, 5)))),                                # LAHF LZCNT
    ("x86-64-v4", ((1, 1, (16, 17, 28, 30, 31)),)),                 # AVX-512 F DQ CD BW VL
)


class _Leaf(ctypes.Structure):
    """``struct cpuid_feature`` of <sys/platform/x86.h>: what the processor has, and what of it may be used."""

    _fields_ = [("cpuid", ctypes.c_uint32 * 4), ("active", ctypes.c_uint32 * 4)]


def levels() -> List[str]:
    """The levels that this CPU has, lowest first; none where it is below all of them.

    Raises:
        LoadError: this is no Linux on x86-64 with glibc 2.33 or newer.
    """
    try:
        # Exported by glibc since 2.33 for the macros of <sys/platform/x86.h>.
        ask = ctypes.CDLL(None)["__x86_get_cpuid_feature_leaf"]
    except (AttributeError, OSError, TypeError):
        machine = os.uname().machine if hasattr(os, "uname") else "unknown"
        raise LoadError(
            f"libfpk needs Linux on x86-64 with glibc 2.34 or newer; this is {os.name} on {machine}, without that glibc.") from None
    ask.restype = ctypes.POINTER(_Leaf)
    ask.argtypes = [ctypes.c_uint]
    found = []
    for level, needs in _LEVELS:
        if not all(ask(leaf).contents.active[register] >> bit & 1 for leaf, register, bits in needs for bit in bits):
            break
        found.append(level)
    return found


def path(folder: str = FOLDER) -> str:
    """The file of the highest level that this CPU and the folder have; the stub where there is none.

    Raises:
        LoadError: see :func:`levels`.
    """
    for level in reversed(levels()):
        file = os.path.join(folder, "glibc-hwcaps", level, _NAME)
        if os.path.exists(file):
            return file
    return os.path.join(folder, _NAME)


def load(file: str) -> ctypes.CDLL:
    """Loads a file of the library. Nothing of it runs yet: its runtime starts at the first call, so a fork before that is a clean one.

    Raises:
        UnsupportedCpuError: it is the stub; the message is the stub's own.
        LoadError: it cannot be loaded.
    """
    try:
        library = ctypes.CDLL(file)
    except OSError as error:
        raise LoadError(f"libfpk cannot be loaded: {error}; install the wheel anew, which scripts/wheel makes.") from None
    if os.path.dirname(os.path.dirname(os.path.abspath(file))).endswith("glibc-hwcaps"):
        return library
    text = ctypes.create_string_buffer(1000)
    library.fpk_last_error(text, ctypes.c_int64(len(text)), None)
    raise UnsupportedCpuError(text.value.decode())


#: The library of this process. Every function's result is its code.
library = load(path())
