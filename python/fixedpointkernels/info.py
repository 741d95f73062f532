"""What the library is, what it runs on, and its learning rules by name."""

from __future__ import annotations

from ctypes import byref, c_int32
from typing import NamedTuple, Union

from ._library import library
from ._structs import check, filled, fpk_info, text
from .enums import RuleKind, choose


class Info(NamedTuple):
    """What :func:`info` answers."""

    version: str
    """The native library's."""
    simd_bits: int
    """Register width in use: 512 or 256."""
    live_handles: int
    """Networks, solvers and trackers that were made and not closed."""
    thread_allocated_bytes: int
    """By this thread in the library, ever."""
    collections: int
    """Of the library's heap, ever."""
    heap_bytes: int
    """In use."""


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
