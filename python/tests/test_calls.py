"""What the calls compute, and that they do it in the caller's memory."""

import gc
import sys
import unittest

import numpy as np

import fixedpointkernels as fpk
from support import draw, network, weights

RESPONSES = {
    "linear": (dict(gain=0.8), lambda z: 0.8 * z),
    "relu": ({}, lambda z: np.maximum(z, 0)),
    "tanh": ({}, np.tanh),
    "rectified-tanh": ({}, lambda z: np.maximum(np.tanh(z), 0)),
    "logistic": ({}, lambda z: 1 / (1 + np.exp(-z))),
    "softplus": ({}, lambda z: np.log1p(np.exp(z))),
    "power-law": (dict(gain=0.3, exponent=1.5), lambda z: 0.3 * np.maximum(z, 0) ** 1.5),
}


class CallTests(unittest.TestCase):
    def test_activations(self):
        self.assertEqual(len(RESPONSES), len(fpk.Activation))
        for name, (parameters, f) in RESPONSES.items():
            for dtype, tolerance in ((np.float32, 1e-4), (np.float64, 1e-9)):
                with self.subTest(name, dtype=dtype.__name__):
                    w, x = weights(9, dtype, gain=0.4), 0.5 * draw((3, 9), dtype)
                    solved = fpk.Solver(fpk.Network(w, name, **parameters), 3).solve(x)
                    self.assertTrue(solved.all_converged)
                    self.assertEqual(solved.rates.dtype, dtype)
                    z = solved.rates @ w.T + x
                    self.assertLess(np.abs(f(z) - solved.rates).max(), tolerance)
                    h = 1e-6
                    z = z.astype(np.float64)
                    self.assertLess(np.abs((f(z + h) - f(z - h)) / (2 * h) - solved.gains).max(), max(tolerance, 1e-5))

    def test_every_method_with_the_settings_it_uses(self):
        uses = {"euler": dict(step_size=0.5), "iterate": dict(step_size=0.5), "settle": dict(time_limit=500),
                "anderson": dict(window=3, regularization=0, restart_growth=5, step_limit=400),
                "newton": dict(keep_factors=np.True_, polish_steps=np.int64(2), budget_factorizations=40)}
        over, x = network(3), draw((2, 3))
        for method in fpk.SolverMethod:
            for given in (method, method.name, method.name.lower(), int(method)):
                more = uses.get(method.name.lower(), {})
                solver = fpk.Solver(over, 2, method=given, slots=2, budget_evaluations=5000, budget_seconds=10, relative_tolerance=0,
                                    tolerance=1e-9, **more)
                self.assertTrue(solver.solve(x).all_converged, given)
        solved = fpk.Solver(over, 2).solve(x)
        exact = fpk.Solver(over, 2).adjoint(solved.gains, x).lambda_
        for method in fpk.AdjointMethod:
            more = {"NEUMANN": dict(adjoint_terms=200), "GMRES": dict(shares_inverse=np.False_)}.get(method.name, {})
            solver = fpk.Solver(over, 2, adjoint_method=method, adjoint_tolerance=1e-12, **more)
            self.assertLess(np.abs(solver.adjoint(solved.gains, x).lambda_ - exact).max(), 1e-8, method)

    def test_results_say_what_happened(self):
        solver = fpk.Solver(network(5), 3)
        x = draw((3, 5))
        x[1, 2] = np.nan
        solved = solver.solve(x)
        self.assertEqual(solved.statuses.tolist(), [fpk.Status.CONVERGED, fpk.Status.NON_FINITE, fpk.Status.CONVERGED])
        self.assertFalse(solved.all_converged)
        self.assertEqual(solved.converged, 2)
        self.assertTrue(np.isnan(solved.rates[1]).all() and np.isnan(solved.residuals[1]) and np.isnan(solved.amplitudes).all())
        self.assertEqual(solved.evaluations, solved.steps.sum())
        self.assertLessEqual(solved.residuals[[0, 2]].max(), 1e-9)
        limited = fpk.Solver(network(5), 1, method="iterate", step_limit=1).solve(x[:1])
        self.assertEqual(limited.statuses[0], fpk.Status.STEP_LIMIT)
        self.assertIs(type(solved.converged), int)

    def test_a_sample_of_a_batch_has_the_bits_of_one(self):
        solver, x = fpk.Solver(network(11), 4), draw((4, 11))
        together = solver.solve(x)
        for k in range(4):
            alone = solver.solve(x[k])
            self.assertEqual(alone.rates.shape, (11,))
            self.assertEqual(alone.rates.tobytes(), together.rates[k].tobytes())
            self.assertEqual(alone.statuses.shape, (1,))

    def test_written_in_place(self):
        solver, x = fpk.Solver(network(6), 2), draw((2, 6))
        rates, gains = np.zeros((2, 6)), np.zeros((2, 6))
        first = solver.solve(x, (rates, gains))
        self.assertIs(first.rates, rates)
        self.assertIs(first.gains, gains)
        self.assertTrue(rates.any() and gains.any())
        fresh = solver.solve(x)
        self.assertIsNot(fresh.rates, rates)
        self.assertEqual(fresh.rates.tobytes(), rates.tobytes())
        kept = rates.copy()
        second = solver.solve(-x, first)
        self.assertIs(second.rates, rates)
        self.assertIs(second.statuses, first.statuses)
        self.assertLess(np.abs(rates + kept).max(), 1e-9)  # tanh is odd
        without = solver.solve(x, (rates, None))
        self.assertIsNone(without.gains)
        self.assertEqual(rates.tobytes(), kept.tobytes())
        third = solver.solve(x, fresh)  # another result's arrays, and back
        self.assertIs(third.steps, fresh.steps)
        self.assertIs(solver.solve(x, second).steps, first.steps)

    def test_warm_start(self):
        solver, x = fpk.Solver(network(20), 1), draw((1, 20))
        cold = solver.solve(x)
        evaluations = cold.evaluations
        warm = solver.solve(x, cold, warm_start=True)
        self.assertLess(warm.evaluations, evaluations)
        self.assertTrue(solver.solve(x, cold).evaluations == evaluations)
        v = solver.solve_potential(x)
        self.assertLess(solver.solve_potential(x, v, warm_start=True).evaluations, v.evaluations)

    def test_potential_form(self):
        w, x = weights(8), draw((2, 8))
        over = fpk.Network(w)
        solver = fpk.Solver(over, 2)
        told = solver.solve_potential(x)
        self.assertTrue(told.all_converged)
        self.assertLess(np.abs(np.tanh(told.potentials) @ w.T + x - told.potentials).max(), 1e-8)
        room = np.zeros((2, 8))
        again = solver.solve_potential(x, room)
        self.assertIs(again.potentials, room)
        self.assertIs(solver.solve_potential(x, again).statuses, again.statuses)
        self.assertIs(solver.solve_potential(x, room).statuses, again.statuses)

    def test_misaligned_and_read_only_memory(self):
        over = network(19)
        solver, x, e = fpk.Solver(over, 2), draw((2, 19)), draw((2, 19), seed=3)
        solved = solver.solve(x)
        adjoint = solver.adjoint(solved.gains, e)
        step = solver.accumulate("linearized", 0.1, solved.rates, solved.gains, e)
        for off in (1, 3, 7):
            def moved(array, fill=True):
                room = np.zeros(array.nbytes + 64, np.uint8)
                there = room[off:off + array.nbytes].view(array.dtype).reshape(array.shape)
                self.assertFalse(there.flags.aligned)
                if fill:
                    there[...] = array
                return there
            again = solver.solve(moved(x), (moved(x, False), moved(x, False)))
            self.assertEqual(again.rates.tobytes(), solved.rates.tobytes())
            self.assertEqual(solver.adjoint(again.gains, moved(e), moved(e, False)).lambda_.tobytes(), adjoint.lambda_.tobytes())
            more = solver.accumulate("linearized", 0.1, again.rates, again.gains, moved(e), moved(step.delta_w * 0))
            self.assertEqual(more.delta_w.tobytes(), step.delta_w.tobytes())
        frozen = x.copy()
        frozen.flags.writeable = False
        self.assertEqual(solver.solve(frozen).rates.tobytes(), solved.rates.tobytes())
        self.assertEqual(solver.solve(frozen, solved).rates.tobytes(), solved.rates.tobytes())
        fpk.Network(np.broadcast_to(np.float64(0.5), (1, 1)))

    def test_no_samples(self):
        solver = fpk.Solver(network(4), 1)
        none = solver.solve(np.zeros((0, 4)))
        self.assertEqual((none.rates.shape, none.converged, none.all_converged), ((0, 4), 0, True))

    def test_inputs(self):
        over = network(4)
        wx, b, s = draw((4, 3)), draw(4, seed=5), draw((2, 3), seed=6)
        over.set_input_weights(wx)
        self.assertLess(np.abs(over.drive(s) - s @ wx.T).max(), 1e-14)
        over.set_bias(b)
        room = np.zeros((2, 4))
        self.assertIs(over.drive(s, room), room)
        self.assertLess(np.abs(room - s @ wx.T - b).max(), 1e-14)
        self.assertEqual(over.drive(s[1]).tobytes(), room[1].tobytes())

    def test_weights(self):
        w = weights(4)
        over = fpk.Network(w)
        self.assertEqual(over.weights().tobytes(), w.tobytes())
        d = draw((4, 4))
        over.update(d)
        room = np.zeros((4, 4))
        self.assertIs(over.weights(room), room)
        self.assertEqual(room.tobytes(), (w + d).tobytes())
        over.set_weights(w)
        self.assertEqual(over.weights().tobytes(), w.tobytes())

    def test_what_a_solver_may_forget(self):
        solver, x = fpk.Solver(network(30), 2, method="chord"), draw((2, 30))
        first = solver.solve(x).factorizations
        self.assertLess(solver.solve(x).factorizations, first)
        solver.forget()
        self.assertEqual(solver.solve(x).factorizations, first)

    def test_rules_by_name(self):
        self.assertTrue(fpk.rule_uses_adjoint("euclidean"))
        self.assertFalse(fpk.rule_uses_adjoint("Finite-Step-Damped"))
        self.assertFalse(fpk.rule_uses_adjoint(fpk.RuleKind.LINEARIZED))

    def test_nothing_is_allocated(self):
        """Neither in the library nor by Python, but for the tuple that is answered and dropped."""
        over = network(40)
        solver, x, e = fpk.Solver(over, 3), draw((3, 40)), draw((3, 40), seed=4)
        solved = solver.solve(x)
        adjoint = solver.adjoint(solved.gains, e)
        step = solver.accumulate("euclidean", 0.0, solved.rates, solved.gains, adjoint.lambda_)

        def turn():
            solver.solve(x, solved, warm_start=True)
            solver.adjoint(solved.gains, e, adjoint)
            solver.accumulate("euclidean", 0.0, solved.rates, solved.gains, adjoint.lambda_, step.delta_w, statuses=step.statuses)
            over.update(step.delta_w)

        for _ in range(20):
            turn()
        for _ in range(3):
            fpk.info()
        between = [fpk.info().thread_allocated_bytes for _ in range(2)]
        gc.collect()
        blocks = sys.getallocatedblocks()
        for _ in range(2000):
            turn()
        gc.collect()
        self.assertLess(sys.getallocatedblocks() - blocks, 200)
        self.assertLessEqual(fpk.info().thread_allocated_bytes - between[1], between[1] - between[0])


if __name__ == "__main__":
    unittest.main()
