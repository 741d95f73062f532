"""Gradients, and a loop that learns."""

import unittest

import numpy as np

import fixedpointkernels as fpk
from support import draw, network, weights


class LearningTests(unittest.TestCase):
    def test_the_adjoint_is_the_slope(self):
        """Central differences of re-solved points: h^2/6 of a third derivative and 1e-13/h of rounding."""
        solver, x, e = fpk.Solver(network(6), 1, tolerance=1e-13), draw(6), draw(6, seed=3)
        solved = solver.solve(x)
        adjoint = solver.adjoint(solved.gains, e)
        self.assertEqual(adjoint.factorizations, 1)
        self.assertLess(adjoint.residuals[0], 1e-9)
        h = 1e-4
        for i in range(6):
            ends = [e @ solver.solve(x + side * h * (np.arange(6) == i)).rates for side in (-1, 1)]
            self.assertAlmostEqual((ends[1] - ends[0]) / (2 * h), adjoint.lambda_[i], delta=1e-6)

    def test_what_is_accumulated(self):
        """Of the Euclidean rule -rate mean(lambda r'), added to what was there; a sample that was not solved adds nothing."""
        solver, x, e = fpk.Solver(network(5), 2), draw((2, 5)), draw((2, 5), seed=3)
        solved = solver.solve(x)
        lambda_ = solver.adjoint(solved.gains, e).lambda_
        delta_w = np.eye(5)
        told = np.zeros(2, np.uint8)
        step = solver.accumulate("euclidean", 0.25, solved.rates, solved.gains, lambda_, delta_w, solved=solved.statuses, statuses=told)
        self.assertIs(step.delta_w, delta_w)
        self.assertIs(step.statuses, told)
        self.assertTrue(step.all_converged and (told == fpk.Status.CONVERGED).all())
        np.testing.assert_allclose(delta_w, np.eye(5) - 0.25 * lambda_.T @ solved.rates / 2, atol=1e-14)
        before = delta_w.copy()
        out = np.array([fpk.Status.STALLED] * 2, np.uint8)
        step = solver.accumulate("euclidean", 0.25, solved.rates, solved.gains, lambda_, delta_w, solved=out)
        self.assertFalse(step.all_converged)
        self.assertEqual(step.statuses.tolist(), [fpk.Status.STALLED] * 2)
        self.assertEqual(delta_w.tobytes(), before.tobytes())

    def test_every_rule_learns(self):
        """|r - t|^2 / 2 over five samples, whose targets another network gives: 60 steps take most of it away, in both types."""
        for rule in fpk.RuleKind:
            for dtype in (np.float32, np.float64):
                with self.subTest(rule.name, dtype=dtype.__name__):
                    x = draw((5, 8), dtype)
                    targets = fpk.Solver(network(8, dtype, seed=9), 5).solve(x).rates
                    over = fpk.Network(weights(8, dtype, seed=1, gain=0.3))
                    solver = fpk.Solver(over, 5)
                    solved = solver.solve(x)
                    adjoint = solver.adjoint(solved.gains, solved.rates - targets)
                    first = np.square(solved.rates - targets).sum()
                    delta_w, e = np.zeros((8, 8), dtype), np.zeros((5, 8), dtype)
                    for _ in range(60):
                        np.subtract(solved.rates, targets, out=e)
                        adjoint = solver.adjoint(solved.gains, e, adjoint)
                        error = adjoint.lambda_ if fpk.rule_uses_adjoint(rule) else e
                        delta_w[...] = 0
                        solver.accumulate(rule, 0.5, solved.rates, solved.gains, error, delta_w, solved=solved.statuses)
                        over.update(delta_w)
                        solved = solver.solve(x, solved, warm_start=True)
                        self.assertTrue(solved.all_converged)
                    self.assertLess(np.square(solved.rates - targets).sum(), 0.3 * first)


if __name__ == "__main__":
    unittest.main()
