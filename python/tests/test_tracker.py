"""Trackers: a point followed, its gradient and rule, the bound on every call, and misuse."""

import copy
import gc
import sys
import threading
import unittest

import numpy as np

import fixedpointkernels as fpk
from support import draw, network, weights

N = 24


class TrackerTests(unittest.TestCase):
    def refused(self, call, *words, kind=fpk.InvalidError):
        with self.assertRaises(kind) as caught:
            call()
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_a_moving_input(self):
        for dtype, tolerance in ((np.float32, 1e-5), (np.float64, 1e-10)):
            with self.subTest(dtype=dtype.__name__):
                w, x, moves = weights(N, dtype), draw(N, dtype), draw((300, N), dtype, seed=7)
                tracker = fpk.Tracker(fpk.Network(w))
                tracked = tracker.track(x)
                rates = tracked.rates
                late = 0
                for move in moves:
                    x += dtype(0.01) * move
                    tracked = tracker.track(x, tracked)
                    self.assertIs(tracked.rates, rates)
                    self.assertLessEqual(tracked.products, 40)
                    late += not tracked.converged
                    if tracked.converged:
                        self.assertLessEqual(tracked.residual, tolerance)
                        self.assertLess(np.abs(np.tanh(w @ rates + x) - rates).max(), 2 * tolerance)
                        self.assertLess(np.abs(1 - rates ** 2 - tracked.gains).max(), 10 * tolerance)
                self.assertLess(late, 10)
                self.assertIs(type(tracked.status), fpk.Status)
                self.assertIs(type(tracked.residual), float)
                self.assertIs(type(tracked.fell_back), bool)

    def test_a_budget_is_kept_and_gone_on_with(self):
        tracker, x = fpk.Tracker(network(N)), draw(N)
        tracked = tracker.track(x, budget=8)
        self.assertLessEqual(tracked.products, 8)
        self.assertEqual(tracked.status, fpk.Status.STEP_LIMIT)
        for _ in range(60):
            tracked = tracker.track(x, tracked, budget=8)
            self.assertLessEqual(tracked.products, 8)
        self.assertTrue(tracked.converged)
        self.assertTrue(tracker.track(x, search=True, budget=1000).converged)

    def test_begin_and_forget(self):
        over, x = network(N), draw(N)
        solved = fpk.Solver(over).solve(x)
        tracker = fpk.Tracker(over)
        first = tracker.track(x)
        tracker.forget()
        again = tracker.track(x)
        self.assertEqual(again.rates.tobytes(), first.rates.tobytes())
        tracker.forget()
        tracker.begin(solved.rates)
        begun = tracker.track(x)
        self.assertTrue(begun.converged)
        self.assertLess(begun.products, 12)
        self.assertLess(np.abs(begun.rates - solved.rates).max(), 1e-8)

    def test_gradient_and_rule_at_the_point(self):
        over, x, e = network(N), draw(N), draw(N, seed=3)
        solver, tracker = fpk.Solver(over), fpk.Tracker(over)
        solved = solver.solve(x)
        tracker.begin(solved.rates)
        for _ in range(30):
            tracked = tracker.track(x)
        self.assertTrue(tracked.converged)
        self.assertEqual(tracker.adjoint(e, budget=8).status, fpk.Status.STEP_LIMIT)
        adjoint = tracker.adjoint(e, budget=400)  # a point at rest has had no need of a good inverse
        self.assertTrue(adjoint.converged)
        exact = solver.adjoint(solved.gains, e).lambda_
        self.assertLess(np.abs(adjoint.lambda_ - exact).max(), 1e-7)
        room = np.zeros(N)
        self.assertIs(tracker.adjoint(e, room).lambda_, room)
        for rule in fpk.RuleKind:
            error = adjoint.lambda_ if fpk.rule_uses_adjoint(rule) else e
            step = tracker.accumulate(rule, 0.1, error)
            self.assertTrue(step.converged)
            expected = solver.accumulate(rule, 0.1, tracked.rates, tracked.gains, error).delta_w
            self.assertLess(np.abs(step.delta_w - expected).max(), 1e-7)
        more = np.ones((N, N))
        self.assertIs(tracker.accumulate("linearized", 0.1, e, more).delta_w, more)

    def test_a_loop_that_learns(self):
        """track, adjoint, accumulate, update, at every step of a moving input."""
        over = fpk.Network(weights(N, gain=0.3))
        tracker, random = fpk.Tracker(over), np.random.default_rng(5)
        x, target, delta_w = draw(N), 0.3 * draw(N, seed=6), np.zeros((N, N))
        tracked, adjoint, e = tracker.track(x), None, np.zeros(N)
        first = np.square(tracked.rates - target).sum()
        for _ in range(400):
            x += 0.003 * random.standard_normal(N)
            tracked = tracker.track(x, tracked)
            np.subtract(tracked.rates, target, out=e)
            adjoint = tracker.adjoint(e, adjoint)
            delta_w[:] = 0
            tracker.accumulate("euclidean", 0.02, adjoint.lambda_, delta_w)
            over.update(delta_w)
        self.assertLess(np.square(tracker.track(x).rates - target).sum(), 0.3 * first)

    def test_what_is_not_finite(self):
        tracker, x = fpk.Tracker(network(N)), draw(N)
        x[3] = np.nan
        tracked = tracker.track(x)
        self.assertEqual(tracked.status, fpk.Status.NON_FINITE)
        self.assertTrue(np.isnan(tracked.rates).all())
        self.refused(lambda: tracker.begin(x), "finite")

    def test_before_anything_was_tracked(self):
        over = network(N)
        tracker, e = fpk.Tracker(over), draw(N)
        self.refused(lambda: tracker.adjoint(e))
        self.refused(lambda: tracker.accumulate("linearized", 0.1, e))
        tracker.track(draw(N))
        tracker.adjoint(e)
        over.update(np.full((N, N), 1e-6))
        self.refused(lambda: tracker.adjoint(e))

    def test_arrays_that_do_not_fit(self):
        over = network(N)
        tracker, x = fpk.Tracker(over), draw(N)
        tracked = tracker.track(x)
        tracker.adjoint(x)
        readers = {
            "drive": tracker.track, "drive again": lambda a: tracker.track(a, tracked), "rates": tracker.begin,
            "loss_gradient": tracker.adjoint, "error": lambda a: tracker.accumulate("linearized", 0.1, a)}
        for key, call in readers.items():
            name = key.split()[0]
            with self.subTest(key):
                self.refused(lambda: call(x.astype(np.float32)), f"{name} is float32, shape ({N},)", f"float64 array of shape ({N},)")
                self.refused(lambda: call(x.reshape(1, N)), f"{name} is float64, shape (1, {N})", f"({N},)")
                self.refused(lambda: call(np.repeat(x, 2)[::2]), f"{name} is float64", "not contiguous")
                self.refused(lambda: call(x.tolist()), f"{name} is of type list", kind=TypeError)
        frozen = np.zeros(N)
        frozen.flags.writeable = False
        writers = {
            "rates": lambda a: tracker.track(x, (a, None)), "gains": lambda a: tracker.track(x, (tracked.rates, a)),
            "lambda_": lambda a: tracker.adjoint(x, a), "delta_w": lambda a: tracker.accumulate("linearized", 0.1, x, a)}
        for name, call in writers.items():
            with self.subTest(name):
                self.refused(lambda: call(np.zeros(N + 1)), name, f"shape ({N + 1},)")
                self.refused(lambda: call(frozen), name, "read-only")
        self.refused(lambda: tracker.track(x, (x, None)))
        self.refused(lambda: tracker.adjoint(x, x))
        self.refused(lambda: tracker.track(x, np.zeros(N)), "out is of type ndarray", "TrackResult", "(rates, gains)")
        tracked = tracker.track(x, tracked)
        tracked.rates.flags.writeable = False
        self.refused(lambda: tracker.track(x, tracked), "rates", "read-only")

    def test_settings(self):
        over, x = network(N), draw(N)
        for bad in (0, -1, -2, np.nan, np.inf, "small"):
            self.refused(lambda: fpk.Tracker(over, tolerance=bad))
        tracker = fpk.Tracker(over, tolerance=1e-3)
        for bad in (0, 7, -1, -5, 2 ** 31, 2 ** 32 + 40, 1.5, "8"):
            self.refused(lambda: tracker.track(x, budget=bad))
        self.assertTrue(tracker.track(x, budget=2 ** 31 - 1).residual <= 1e-3)
        for bad in (0, 7, -1, 2 ** 32 + 40):
            self.refused(lambda: tracker.adjoint(x, budget=bad))
        self.refused(lambda: tracker.accumulate("no-rule", 0.1, x), "finite-step-damped")
        self.refused(lambda: tracker.accumulate("linearized", np.nan, x))
        self.refused(lambda: fpk.Tracker(weights(3)), "network is of type ndarray", kind=TypeError)
        self.refused(lambda: copy.copy(tracker), "neither copied nor pickled", kind=TypeError)

    def test_closed(self):
        before = fpk.info().live_handles
        over, x = network(N), draw(N)
        with fpk.Tracker(over) as tracker:
            over.close()
            tracker.track(x)
        for call in (lambda: tracker.track(x), lambda: tracker.begin(x), tracker.forget, lambda: tracker.adjoint(x),
                     lambda: tracker.accumulate("linearized", 0.1, x)):
            self.refused(call, "This Tracker is closed.")
        self.assertIn("closed", repr(tracker))
        self.refused(lambda: fpk.Tracker(over), "This Network is closed.")
        self.assertEqual(fpk.info().live_handles, before)

    def test_nothing_is_allocated(self):
        over, x, e = network(N), draw(N), draw(N, seed=4)
        tracker = fpk.Tracker(over)
        tracked, delta_w = tracker.track(x), np.zeros((N, N))
        adjoint = tracker.adjoint(e)

        def turn():
            tracker.track(x, tracked)
            tracker.adjoint(e, adjoint)
            tracker.accumulate("linearized", 0.0, e, delta_w)
            over.update(delta_w)

        for _ in range(20):
            turn()
        between = [fpk.info().thread_allocated_bytes for _ in range(4)]
        gc.collect()
        blocks = sys.getallocatedblocks()
        for _ in range(2000):
            turn()
        gc.collect()
        self.assertLess(sys.getallocatedblocks() - blocks, 200)
        self.assertLessEqual(fpk.info().thread_allocated_bytes - between[3], between[3] - between[2])

    def test_two_threads_in_one_tracker(self):
        """Each call is a result or a refusal; the tracker is none the worse."""
        tracker, x, wrong, refused = fpk.Tracker(network(256)), draw(256), [], []

        def work():
            mine = None
            for _ in range(2000):
                try:
                    mine = tracker.track(x, mine)
                except fpk.BusyError:
                    refused.append(1)
                except Exception as error:  # noqa: BLE001
                    wrong.append(error)

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        self.assertTrue(tracker.track(x).converged)


if __name__ == "__main__":
    unittest.main()
