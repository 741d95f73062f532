"""Fixed points of recurrent networks r = f(W r + x), exact gradients through them and learning rules, on NumPy arrays in place.

>>> import numpy as np
>>> import fixedpointkernels as fpk
>>> network = fpk.Network(np.array([[0.1, 0.2], [-0.3, 0.1]]), "tanh")
>>> solver = fpk.Solver(network, max_batch=1)
>>> result = solver.solve(np.array([1.0, 2.0]))
>>> result.rates.round(6), result.all_converged
(array([0.855325, 0.950648]), True)

Arrays are C-contiguous and of the network's dtype, float32 or float64; nothing is copied or converted, and what does not fit is a
ValueError that says what was given and what is needed.
"""

from .enums import Activation, AdjointMethod, RuleKind, SolverMethod, Status
from .errors import BusyError, FpkError, InternalError, InvalidError, LoadError, UnsupportedCpuError
from .info import Info, info, rule_uses_adjoint
from .network import Network
from .results import (
    AccumulateResult, AdjointResult, PotentialResult, SolveResult, TrackAccumulateResult, TrackAdjointResult, TrackResult,
)
from .solver import Solver
from .tracker import Tracker

__version__ = "0.0.0"  # scripts/wheel writes the version of Directory.Build.props here

__all__ = [
    "AccumulateResult", "Activation", "AdjointMethod", "AdjointResult", "BusyError", "FpkError", "Info", "InternalError", "InvalidError",
    "LoadError", "Network", "PotentialResult", "RuleKind", "SolveResult", "Solver", "SolverMethod", "Status", "TrackAccumulateResult",
    "TrackAdjointResult", "TrackResult", "Tracker", "UnsupportedCpuError", "info", "rule_uses_adjoint",
]
