"""Independently computed fixed points, gains, adjoints and rules hold through Python, at the tolerances of the C# tests."""

import json
import os
import unittest

import numpy as np

import fixedpointkernels as fpk
from support import ROOT

with open(os.path.join(ROOT, "tests", "golden", "fixed-point.json"), encoding="utf-8") as file:
    CASES = json.load(file)["cases"]

METHODS = ("auto", "euler", "iterate", "anderson", "newton", "chord")


def norm(matrix):
    return np.abs(matrix).sum(axis=1).max()


def condition(w, gains):
    """Of I - G W over the samples: its number, and the largest norm of its inverse."""
    kappa = largest = 0.0
    for g in gains:
        jacobian = np.eye(len(w)) - g[:, None] * w
        inverse = norm(np.linalg.inv(jacobian))
        kappa, largest = max(kappa, norm(jacobian) * inverse), max(largest, inverse)
    return kappa, largest


def error_of(got, expected):
    """The largest error over the largest entry."""
    scale = np.abs(expected).max()
    return np.abs(got.astype(np.float64) - expected).max() / (scale if scale > 0 else 1)


class GoldenTests(unittest.TestCase):
    def rows(self):
        self.assertEqual(len(CASES), 7)
        for case in CASES:
            arrays = {name: np.array(case[name]) for name in ("W", "X", "r", "gain", "lossGradR", "adjoint")}
            kappa, inverse = condition(arrays["W"], arrays["gain"])
            for dtype in (np.float32, np.float64):
                single = dtype is np.float32
                solve = 1e-6 if single else 1e-13
                first = kappa * (len(arrays["W"]) + 4) * 2.0 ** -24 + solve * inverse if single else 1e-9
                later = kappa * kappa * first if single else 1e-9
                yield case, {name: value.astype(dtype) for name, value in arrays.items()}, arrays, solve, first, later

    def test_points_gains_and_adjoints(self):
        for case, given, expected, solve, first, later in self.rows():
            for method in METHODS:
                with self.subTest(case["name"], method=method, dtype=given["W"].dtype.name):
                    more = {"step_size": 0.1, "step_limit": 2500} if method == "euler" else {}
                    network = fpk.Network(given["W"], case["activation"])
                    solver = fpk.Solver(network, len(given["X"]), method=method, tolerance=solve,
                                        adjoint_tolerance=4e-6 if given["W"].dtype == np.float32 else 1e-13, **more)
                    solved = solver.solve(given["X"])
                    self.assertTrue(solved.all_converged)
                    self.assertLessEqual(error_of(solved.rates, expected["r"]), first)
                    self.assertLessEqual(error_of(solved.gains, expected["gain"]), later if solve == 1e-6 else first)
                    adjoint = solver.adjoint(solved.gains, given["lossGradR"])
                    self.assertTrue(adjoint.all_converged)
                    self.assertLessEqual(error_of(adjoint.lambda_, expected["adjoint"]), later)

    def test_rules(self):
        """dW = -rate mean(a b'): three golden fields are mean(a b') itself, the finite step is dW at its rate eta."""
        for case in CASES:
            rates, gains, e, adjoint = (np.array(case[name]) for name in ("r", "gain", "lossGradR", "adjoint"))
            network = fpk.Network(np.array(case["W"]), case["activation"])
            solver = fpk.Solver(network, len(rates))
            for rule, error, field, rate in (("euclidean", adjoint, "euclideanGradient", -1.0),
                                             ("linearized", e, "linearizedDirection", -1.0),
                                             ("variant", e, "variantDirection", -1.0),
                                             ("finite-step", e, "finiteStepPerSampleMean", case["eta"])):
                with self.subTest(case["name"], rule=rule):
                    expected = np.array(case[field])
                    step = solver.accumulate(rule, rate, rates, gains, error)
                    self.assertTrue(step.all_converged)
                    self.assertLessEqual(error_of(step.delta_w, expected), 1e-9)


if __name__ == "__main__":
    unittest.main()
