"""Misuse is a ValueError that says what was given and what is needed, and leaves the caller's arrays as they were."""

import copy
import pickle
import unittest

import numpy as np

import fixedpointkernels as fpk
from support import draw, network, weights


class RefusalTests(unittest.TestCase):
    def setUp(self):
        self.network = network(4)
        self.solver = fpk.Solver(self.network, 2)
        self.x = draw((2, 4))
        self.solved = self.solver.solve(self.x)

    def refused(self, call, *words, kind=fpk.InvalidError):
        with self.assertRaises(kind) as caught:
            call()
        for word in words:
            self.assertIn(word, str(caught.exception))
        if kind is fpk.InvalidError:
            self.assertIsInstance(caught.exception, ValueError)
            self.assertIsInstance(caught.exception, fpk.FpkError)

    def test_arrays_to_read(self):
        """Every parameter that is read, with every way of not fitting."""
        solver, over, solved, x = self.solver, self.network, self.solved, self.x
        square = np.eye(4)
        over.set_input_weights(np.ones((4, 3)))
        readers = {
            "drive": (x, "(2, 4)", lambda a: solver.solve(a)),
            "drive again": (x, "(2, 4)", lambda a: solver.solve(a, solved)),
            "drive of potentials": (x, "(2, 4)", lambda a: solver.solve_potential(a)),
            "gains": (x, "(2, 4)", lambda a: solver.adjoint(a, x)),
            "loss_gradient": (x, "(2, 4)", lambda a: solver.adjoint(solved.gains, a)),
            "rates": (x, "(2, 4)", lambda a: solver.accumulate(1, 0.1, a, solved.gains, x)),
            "gains of a rule": (x, "(2, 4)", lambda a: solver.accumulate(1, 0.1, solved.rates, a, x)),
            "error": (x, "(2, 4)", lambda a: solver.accumulate(1, 0.1, solved.rates, solved.gains, a)),
            "delta_w": (square, "(4, 4)", over.update),
            "weights": (square, "(4, 4)", over.set_weights),
            "weights of another": (square, "(4, 4)", fpk.Network),
            "weights of inputs": (np.ones((4, 3)), "(4, 3)", over.set_input_weights),
            "bias": (np.ones(4), "(4,)", over.set_bias),
            "inputs": (np.ones((2, 3)), "(2, 3)", over.drive),
        }
        for key, (good, shape, call) in readers.items():
            name = key.split()[0]
            with self.subTest(key):
                call(good)
                self.refused(lambda: call(good.astype(np.int64)), f"{name} is int64", "float64", "needed")
                if key != "weights of another":
                    self.refused(lambda: call(good.astype(np.float32)), f"{name} is float32, shape {shape}", "float64 array", "needed")
                self.refused(lambda: call(good.astype(">f8")), f"{name} is >f8", "float64", "needed")
                self.refused(lambda: call(good.astype(complex)), f"{name} is complex128", "needed")
                self.refused(lambda: call(np.repeat(good, 2, axis=-1)[..., ::2]), f"{name} is float64", "not contiguous", "C-contiguous")
                self.refused(lambda: call(np.ma.masked_invalid(good)), f"{name} is float64", "masked")
                self.refused(lambda: call(good.tolist()), f"{name} is of type list", "needed", kind=TypeError)
                self.refused(lambda: call(None), f"{name} is of type NoneType", "needed", kind=TypeError)
                self.refused(lambda: call(good[..., None]), name, "1)")
                self.refused(lambda: call(np.float64(1)), f"{name} is of type float64", kind=TypeError)
                self.refused(lambda: call(np.array(1.0)), f"{name} is float64, shape ()", "needed")
                if good.ndim == 2:
                    self.refused(lambda: call(np.asfortranarray(good)), f"{name} is float64", "Fortran order", "C-contiguous")
                if key not in ("weights of another", "weights of inputs", "inputs"):
                    self.refused(lambda: call(np.ones((2, 5))), f"{name} is float64, shape (2, 5)", "4")

    def test_arrays_to_write(self):
        solver, over, solved, x = self.solver, self.network, self.solved, self.x
        r, g, square = np.zeros((2, 4)), np.zeros((2, 4)), np.zeros((4, 4))
        over.set_input_weights(np.ones((4, 3)))
        writers = {
            "rates": (r, lambda a: solver.solve(x, (a, g))),
            "gains": (g, lambda a: solver.solve(x, (r, a))),
            "statuses": (solved.statuses, lambda a: solver.solve(x, solved._replace(statuses=a))),
            "residuals": (solved.residuals, lambda a: solver.solve(x, solved._replace(residuals=a))),
            "steps": (solved.steps, lambda a: solver.solve(x, solved._replace(steps=a))),
            "potentials": (r, lambda a: solver.solve_potential(x, a)),
            "lambda_": (r, lambda a: solver.adjoint(g, x, a)),
            "delta_w": (square, lambda a: solver.accumulate(1, 0.1, r, g, x, a)),
            "statuses of a rule": (np.zeros(2, np.uint8), lambda a: solver.accumulate(1, 0.1, r, g, x, square, statuses=a)),
            "out": (square, over.weights),
            "out of drives": (r, lambda a: over.drive(np.ones((2, 3)), a)),
        }
        for key, (good, call) in writers.items():
            name = key.split()[0]
            with self.subTest(key):
                call(good)
                self.refused(lambda: call(good.astype(np.int16)), f"{name} is int16", "writable")
                self.refused(lambda: call(np.zeros((3, 5), good.dtype)), f"{name} is {good.dtype}, shape (3, 5)", "needed")
                self.refused(lambda: call(np.repeat(good, 2, axis=-1)[..., ::2]), f"{name} is {good.dtype}", "not contiguous")
                frozen = good.copy()
                frozen.flags.writeable = False
                before = frozen.tobytes()
                self.refused(lambda: call(frozen), f"{name} is {good.dtype}", "read-only", "writable")
                self.assertEqual(frozen.tobytes(), before)
        self.refused(lambda: solver.accumulate(1, 0.1, r, g, x, solved=np.zeros(2, bool)), "solved is bool", "uint8")
        self.refused(lambda: solver.accumulate(1, 0.1, r, g, x, solved=np.zeros(3, np.uint8)), "solved is uint8, shape (3,)", "(2,)")

    def test_out_of_another_kind(self):
        solver, x = self.solver, self.x
        for bad in (np.zeros((2, 4)), [1, 2], 5, "out", (self.solved.rates,), (1, 2, 3)):
            self.refused(lambda: solver.solve(x, bad), "out is of type", "SolveResult", "(rates, gains)")
        self.refused(lambda: solver.solve(x, (None, None)), "rates is of type NoneType", kind=TypeError)
        self.refused(lambda: solver.solve_potential(x, self.solved), "out is of type SolveResult", "PotentialResult")
        self.refused(lambda: solver.adjoint(x, x, 3), "out is of type int", "AdjointResult")
        self.refused(lambda: solver.solve(x, warm_start=True), "warm_start", "out")
        self.refused(lambda: solver.solve(x[0], self.solved), "rates is float64, shape (2, 4)", "(4,)")
        solver.solve(x, self.solved)
        self.refused(lambda: solver.solve(x[:1], self.solved), "drive is float64, shape (1, 4)", "(2, 4)")

    def test_arrays_that_change_after_they_were_accepted(self):
        solver, x = self.solver, self.x
        solved = solver.solve(x, self.solved)
        for name in ("rates", "gains"):
            getattr(solved, name).flags.writeable = False
            self.refused(lambda: solver.solve(x, solved), f"{name} is float64", "read-only")
            getattr(solved, name).flags.writeable = True
        for array in (*solved[:6], x):
            with self.assertRaises(ValueError):
                array.resize((100, 4), refcheck=False)
        tracker, followed = fpk.Tracker(solver.network), np.zeros(4)
        tracked = tracker.track(followed, tracker.track(followed))
        for array in (tracked.rates, tracked.gains, followed):
            with self.assertRaises(ValueError):
                array.resize(100, refcheck=False)
        self.assertTrue(solver.solve(x, solved).all_converged)
        x.shape = (4, 2)
        self.refused(lambda: solver.solve(x, solved), "drive is float64, shape (4, 2)", "(2, 4)")
        x.shape = (2, 4)
        x.dtype = np.int64
        self.refused(lambda: solver.solve(x, solved), "drive is int64", "float64")

    def test_shared_memory(self):
        solver, x = self.solver, self.x
        room = np.zeros(40)
        room[:8] = x.ravel()
        at = [room[8 * k:8 * k + 8].reshape(2, 4) for k in range(5)]
        self.refused(lambda: solver.solve(at[0], (at[0], None)), "share memory")
        self.refused(lambda: solver.solve(at[0], (at[1], at[1])), "share memory")
        self.refused(lambda: solver.solve(at[0], (room[1:9].reshape(2, 4), at[2])), "share memory")
        within = self.solved._replace(rates=at[1], residuals=at[1][0, :2])
        self.refused(lambda: solver.solve(at[0], within), "share memory")
        self.refused(lambda: solver.solve_potential(at[0], at[0]), "share memory")
        self.refused(lambda: solver.adjoint(at[1], at[0], at[0]), "share memory")
        self.refused(lambda: solver.adjoint(at[1], at[0], at[1]), "share memory")
        square = room[24:40].reshape(4, 4)
        self.refused(lambda: solver.accumulate(1, 0.1, at[3], at[0], at[1], square), "share memory")
        self.assertEqual(room[:8].tobytes(), x.tobytes())
        self.assertFalse(room[8:].any())

    def test_a_batch_above_the_solvers(self):
        three = np.zeros((3, 4))
        message = "The batch has 3 samples, but this solver was made for at most 2."
        self.refused(lambda: self.solver.solve(three), message)
        self.refused(lambda: self.solver.solve_potential(three), message)
        self.refused(lambda: self.solver.adjoint(three, three), "3")
        self.refused(lambda: self.solver.accumulate(1, 0.1, three, three, three), "3")

    def test_weights_that_are_not_finite(self):
        for value in (np.nan, np.inf):
            w = np.eye(2)
            w[0, 1] = value
            self.refused(lambda: fpk.Network(w), "weights must be finite")
            self.refused(lambda: fpk.Network(w.astype(np.float32)), "weights must be finite")
        before = self.network.weights()
        bad = np.full((4, 4), np.nan)
        for call in (self.network.update, self.network.set_weights, self.network.set_input_weights):
            self.refused(lambda: call(bad))
        self.refused(lambda: self.network.set_bias(bad[0]))
        self.assertEqual(self.network.weights().tobytes(), before.tobytes())

    def test_sizes_that_there_are_not(self):
        self.refused(lambda: fpk.Network(np.zeros((0, 0))), "0")
        self.refused(lambda: fpk.Network(np.zeros((2, 3))), "shape (2, 3)", "(2, 2)")
        self.refused(lambda: fpk.Network(np.zeros((2, 2), np.float16)), "weights is float16", "float32 or float64")
        for bad in (0, -1, 2 ** 31, 2 ** 62, 2 ** 64 + 2, -2 ** 70, 1.5, "2", None):
            self.refused(lambda: fpk.Solver(self.network, bad), "max_batch")
        self.refused(lambda: self.network.drive(np.zeros((1, 3))), "input weights")
        self.network.set_input_weights(np.zeros((4, 2)))
        self.refused(lambda: self.network.drive(np.zeros((1, 3))), "1×3", "2")
        self.refused(lambda: self.network.set_input_weights(np.zeros((4, 0))))
        self.refused(lambda: fpk.Solver(weights(3)), "network is of type ndarray", kind=TypeError)

    def test_settings(self):
        """Out of range, of no use to the method, of another type, and C's own word for the library's value."""
        for name, *bad in (
                ("method", 8, -1, "fixed", None, 1.5), ("step_limit", 5, -1, 0, 2 ** 31, 1.5), ("tolerance", 0, np.nan, -2, -1, "small"),
                ("relative_tolerance", 1, -1), ("step_size", 0.5, -1), ("regularization", -3), ("restart_growth", 1), ("time_limit", 5),
                ("window", 21, -1, 2 ** 32 + 5), ("polish_steps", 21, -1), ("keep_factors", 2, -1, "yes"), ("slots", 0, -1),
                ("budget_evaluations", 0, -1),
                ("budget_factorizations", -2, -1), ("budget_seconds", 0, np.nan, 1e300, -1), ("adjoint_method", 4, "lu"),
                ("adjoint_terms", 3, -1), ("adjoint_tolerance", 0, -1), ("shares_inverse", False, 3, -1, "no")):
            for value in bad:
                with self.subTest(name, value=value):
                    self.refused(lambda: fpk.Solver(self.network, **{name: value}))
        for more in (dict(activation=7), dict(activation="tahn"), dict(gain=2), dict(activation="linear", exponent=3),
                     dict(activation="linear", gain=np.nan), dict(activation="power-law", gain=-2),
                     dict(activation="power-law", exponent=0), dict(gain=-1), dict(gain="much")):
            with self.subTest(more):
                self.refused(lambda: fpk.Network(np.eye(2), **more))
        self.refused(lambda: fpk.Network(np.eye(2), "tahn"), "activation is 'tahn'", "rectified-tanh", "power-law")
        self.refused(lambda: fpk.Solver(self.network, step_limit=-1), "step_limit is -1", "None")
        self.refused(lambda: fpk.Solver(self.network, adjoint_terms=-1), "adjoint_terms is -1")
        with self.assertRaises(TypeError):
            fpk.Solver(self.network, tolerence=1e-3)

    def test_rules(self):
        r, g, x = self.solved.rates, self.solved.gains, self.x
        for bad in ("backprop", 5, -1, None):
            self.refused(lambda: self.solver.accumulate(bad, 0.1, r, g, x), "rule is", "finite-step-damped")
            self.refused(lambda: fpk.rule_uses_adjoint(bad), "rule is")
        self.refused(lambda: self.solver.accumulate(1, np.nan, r, g, x), "rate")
        self.refused(lambda: self.solver.accumulate(1, "0.1", r, g, x), "rate is '0.1'")

    def test_closed(self):
        solver, over, x = self.solver, self.network, self.x
        over.close()
        over.close()
        self.assertTrue(over.closed)
        self.refused(over.weights, "This Network is closed.")
        self.refused(lambda: over.update(np.eye(4)), "closed")
        self.refused(lambda: over.set_bias(np.ones(4)), "closed")
        self.refused(lambda: fpk.Solver(over), "This Network is closed.")
        self.assertTrue(solver.solve(x, self.solved).all_converged)  # a solver keeps its network
        with solver as entered:
            self.assertIs(entered, solver)
        self.assertTrue(solver.closed)
        for call in (lambda: solver.solve(x), lambda: solver.solve(x, self.solved), lambda: solver.solve_potential(x), solver.forget,
                     solver.cancel, lambda: solver.samples_done, lambda: solver.adjoint(x, x),
                     lambda: solver.accumulate(1, 0.1, x, x, x)):
            self.refused(call, "This Solver is closed.")
        self.assertIn("closed", repr(solver))

    def test_neither_copied_nor_pickled(self):
        for thing in (self.network, self.solver):
            for call in (copy.copy, copy.deepcopy, pickle.dumps):
                self.refused(lambda: call(thing), "neither copied nor pickled", kind=TypeError)

    def test_no_attribute_by_mistake(self):
        for thing in (self.network, self.solver):
            with self.assertRaises(AttributeError):
                thing.tolerance = 1e-3

    def test_handles_are_given_back(self):
        """By the finalizer as by close, once; by a failed constructor none is left."""
        before = fpk.info().live_handles
        over = network(3)
        solver = fpk.Solver(over)
        self.assertEqual(fpk.info().live_handles, before + 2)
        solver.close()
        self.assertEqual(fpk.info().live_handles, before + 1)
        del solver, over
        self.assertEqual(fpk.info().live_handles, before)
        self.refused(lambda: fpk.Solver(self.network, 0))
        self.assertEqual(fpk.info().live_handles, before)


if __name__ == "__main__":
    unittest.main()
