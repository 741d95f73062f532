"""Networks r = f(W r + x)."""

from __future__ import annotations

from ctypes import byref, c_int64, c_void_p
from typing import Optional, Union

import numpy as np
from numpy.typing import NDArray

from ._arrays import FLOAT32, FLOAT64, readable, refusal, writable
from ._handle import Handle
from ._library import library
from ._structs import assign, check, filled, fpk_activation
from .enums import Activation, choose


class Network(Handle):
    """A network r = f(W r + x) of N neurons; optionally x = Wx s + b of M inputs.

    Formula: ``r[i] = f(sum over j of W[i, j] r[j] + x[i])``; ``W[i, j]`` is the weight from neuron j to neuron i.

    Args:
        weights: W, shape (N, N), float32 or float64, C-contiguous; copied. Its dtype is the network's: every other array has to have it.
        activation: f: an :class:`Activation` or its name: ``linear``, ``relu``, ``tanh``, ``rectified-tanh``, ``logistic``, ``softplus``,
            ``power-law``.
        gain: of ``linear`` (any finite) and ``power-law`` (positive); 1 where left out, and not to be given for the others.
        exponent: of ``power-law`` (positive); 2 where left out, and not to be given for the others.

    Threads: any number may use it; what changes it (``update``, ``set_...``) needs it for itself, else calls under way raise
    :class:`BusyError`.

    Raises:
        ValueError: a wrong dtype, order or shape; a weight that is NaN or infinite; a parameter out of range; more neurons than there is
            memory; FPK_SIMD naming another register width than the library's.
        TypeError: weights are not an array.
    """

    __slots__ = ("_neurons", "_dtype", "_suffix")

    def __init__(
        self,
        weights: NDArray,
        activation: Union[Activation, str] = Activation.TANH,
        *,
        gain: Optional[float] = None,
        exponent: Optional[float] = None,
    ) -> None:
        dtype = getattr(weights, "dtype", None)
        if not isinstance(weights, np.ndarray) or not weights.ndim or (dtype != FLOAT32 and dtype != FLOAT64):
            raise refusal(weights, "weights", "float32 or float64", ("N", "N"), False)
        size = weights.shape[0]
        dtype = FLOAT32 if dtype == FLOAT32 else FLOAT64
        w = readable(weights, "weights", dtype, (size, size))
        choice = filled(fpk_activation, library.fpk_activation_default)
        choice.kind = choose(Activation, activation, "activation")
        assign(choice, "gain", gain)
        assign(choice, "exponent", exponent)
        self._neurons, self._dtype, self._suffix = size, dtype, "f32" if dtype == FLOAT32 else "f64"
        made = c_void_p()
        check(self._function("fpk_network_create")(c_int64(size), w, byref(choice), byref(made)))
        self._own(made, library.fpk_network_destroy)

    @property
    def neurons(self) -> int:
        """N."""
        return self._neurons

    @property
    def dtype(self) -> np.dtype:
        """float32 or float64: that of every array which this network and its solvers take and give."""
        return self._dtype

    def weights(self, out: Optional[NDArray] = None) -> NDArray:
        """A copy of W, shape (N, N); into ``out`` where given."""
        out = np.empty((self._neurons, self._neurons), self._dtype) if out is None else out
        self._check(self._function("fpk_network_weights")(
            self._handle, c_int64(self._neurons), writable(out, "out", self._dtype, (self._neurons, self._neurons))))
        return out

    def set_weights(self, weights: NDArray) -> None:
        """W <- weights, shape (N, N). Raises ValueError, W unchanged, where one is NaN or infinite."""
        self._put("fpk_network_set_weights", weights, "weights")

    def update(self, delta_w: NDArray) -> None:
        """W <- W + delta_w, shape (N, N). Raises ValueError, W unchanged, where the sum would hold a NaN or an infinity."""
        self._put("fpk_network_update", delta_w, "delta_w")

    def set_input_weights(self, weights: NDArray) -> None:
        """Wx, shape (N, M), for :meth:`drive`."""
        if not isinstance(weights, np.ndarray) or weights.ndim != 2:
            raise refusal(weights, "weights", self._dtype, (self._neurons, "M"), False)
        inputs = weights.shape[1]
        self._check(self._function("fpk_network_set_input_weights")(
            self._handle, c_int64(self._neurons), c_int64(inputs), readable(weights, "weights", self._dtype, (self._neurons, inputs))))

    def set_bias(self, bias: NDArray) -> None:
        """b, shape (N,), for :meth:`drive`; zeros before."""
        self._check(self._function("fpk_network_set_bias")(
            self._handle, c_int64(self._neurons), readable(bias, "bias", self._dtype, (self._neurons,))))

    def drive(self, inputs: NDArray, out: Optional[NDArray] = None) -> NDArray:
        """x = Wx s + b for every row.

        Args:
            inputs: s, shape (B, M), or (M,) for one sample.
            out: room for x, shape (B, N) or (N,); it must share no memory with ``inputs``. A new array where left out.

        Raises:
            ValueError: before Wx is set; another M than Wx has; shapes, dtypes, shared memory.
        """
        if not isinstance(inputs, np.ndarray) or inputs.ndim not in (1, 2):
            raise refusal(inputs, "inputs", self._dtype, ("B", "M"), False)
        batch, shape = inputs.shape[:-1], inputs.shape[:-1] + (self._neurons,)
        s = readable(inputs, "inputs", self._dtype, inputs.shape)
        out = np.empty(shape, self._dtype) if out is None else out
        self._check(self._function("fpk_network_drive")(
            self._handle, c_int64(batch[0] if batch else 1), c_int64(inputs.shape[-1]), s, c_int64(self._neurons),
            writable(out, "out", self._dtype, shape)))
        return out

    def __repr__(self) -> str:
        return f"<Network of {self._neurons} neurons, {self._dtype.name}{self._state()}>"

    def _function(self, name: str):
        return getattr(library, f"{name}_{self._suffix}")

    def _put(self, function: str, matrix, name: str) -> None:
        shape = (self._neurons, self._neurons)
        self._check(self._function(function)(self._handle, c_int64(self._neurons), readable(matrix, name, self._dtype, shape)))
