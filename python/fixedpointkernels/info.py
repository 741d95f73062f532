"""What the library is, what it runs on, and its learning rules by name."""

from __future__ import annotations

from ctypes import byref, c_int32
from typing import NamedTuple, Union

from ._library import library
from ._structs import check, filled, fpk_info, text
from .enums import RuleKind, choose


class Info(NamedTuple):
    """What :func:`info` answers.

    Fields:
        version: The native library's.
        simd_bits: Register width in use: 512 or 256.
        live_handles: Networks, solvers and trackers that were made and not closed.
        thread_allocated_bytes: By this thread in the library, ever.
        collections: Of the library's heap, ever.
        heap_bytes: In use.
    """

    version: str
    simd_bits: int
    live_handles: int
    thread_allocated_bytes: int
    collections: int
    heap_bytes: int


def info() -> Info:
    """What the library runs on and holds."""
    told = filled(fpk_info, library.fpk_info_default)
    check(library.fpk_get_info(byref(told)))
    return Info(text(library.fpk_version), told.simd_bits, told.live_handles, told.thread_allocated_bytes, told.collections,
                told.heap_bytes)


def rule_uses_adjoint(rule: Union[RuleKind, str]) -> bool:
    """Whether the error handed to a rule is lambda of the adjoint; else it is e = dL/dr."""
    answer = c_int32()
    check(library.fpk_rule_uses_adjoint(choose(RuleKind, rule, "rule"), byref(answer)))
    return bool(answer.value)
