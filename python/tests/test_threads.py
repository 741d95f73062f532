"""Two threads in one solver, many over one network, and what a thread may do to another's call."""

import threading
import time
import unittest

import numpy as np

import fixedpointkernels as fpk
from support import draw, endless, network

N = 100


class Call(threading.Thread):
    """A call that only a cancellation ends, begun again where a question of ``until_busy`` was inside just then."""

    def __init__(self, solver, out=None):
        super().__init__(daemon=True)
        self.solver, self.out, self.result, self.failure = solver, out, None, None
        self.start()

    def run(self):
        while self.result is None and self.failure is None:
            try:
                self.result = self.solver.solve(np.zeros((1, N)), self.out)
            except fpk.BusyError as error:
                if "at work in another call" not in str(error):
                    self.failure = error

    def until_busy(self):
        """Waits until the thread is inside: a question of ours that needs the solver is refused."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                self.solver.forget()
            except fpk.BusyError:
                return
        raise AssertionError("the thread never got inside")

    def finish(self):
        self.join(60)
        assert not self.is_alive(), "the call never ended"


class ThreadTests(unittest.TestCase):
    def test_a_second_thread_is_busy(self):
        solver = endless(network(N))
        x = np.zeros((1, N))
        room = (np.zeros((1, N)), np.ones((1, N)))
        call = Call(solver)
        call.until_busy()
        for second in (lambda: solver.solve(x), lambda: solver.solve(x, room), lambda: solver.adjoint(x, x),
                       lambda: solver.solve_potential(x), lambda: solver.accumulate(1, 0.1, x, x, x)):
            with self.assertRaises(fpk.BusyError) as caught:
                second()
            self.assertIn("at work in another call", str(caught.exception))
            self.assertIsInstance(caught.exception, RuntimeError)
        self.assertTrue((room[1] == 1).all())
        self.assertEqual(solver.samples_done, 0)
        solver.cancel()
        call.finish()
        self.assertEqual(call.result.statuses[0], fpk.Status.CANCELLED)

    def test_both_with_the_same_arrays(self):
        solver = endless(network(N))
        solved = fpk.Solver(network(N)).solve(np.zeros((1, N)))
        call = Call(solver, solved)
        call.until_busy()
        with self.assertRaises(fpk.BusyError):
            solver.solve(np.zeros((1, N)), solved)
        solver.cancel()
        call.finish()
        self.assertIs(call.result.rates, solved.rates)

    def test_closed_while_it_is_used(self):
        """The call goes on: it is the handle that is gone, so nobody can end it but its own limit."""
        over = network(N)
        solver = fpk.Solver(over, method="euler", step_size=1e-7, step_limit=2_000_000_000, budget_seconds=1)
        call = Call(solver)
        call.until_busy()
        solver.close()
        over.close()
        with self.assertRaises(fpk.InvalidError):
            solver.cancel()
        call.finish()
        self.assertEqual(call.result.statuses[0], fpk.Status.CANCELLED)

    def test_updated_meanwhile(self):
        over = network(N)
        solver = endless(over)
        call = Call(solver)
        call.until_busy()
        over.update(np.full((N, N), 1e-6))
        solver.cancel()
        call.finish()
        self.assertIsInstance(call.failure, fpk.BusyError)
        self.assertIn("updated", str(call.failure))

    def test_a_call_lets_other_threads_run(self):
        solver = endless(network(N))
        call = Call(solver)
        call.until_busy()
        turns = 0
        end = time.monotonic() + 0.2
        while time.monotonic() < end:
            turns += 1
        solver.cancel()
        call.finish()
        self.assertGreater(turns, 1000)

    def test_a_shared_network(self):
        """Four threads with solvers of their own over one network leave the same bits."""
        over, x = network(64), draw((1, 64))
        expected, wrong = fpk.Solver(over).solve(x).rates.tobytes(), []

        def work():
            for _ in range(50):
                with fpk.Solver(over) as solver:
                    solved = solver.solve(x)
                    if not solved.all_converged or solved.rates.tobytes() != expected:
                        wrong.append(solved)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])

    def test_messages_are_each_threads_own(self):
        told = []

        def work():
            try:
                fpk.Solver(network(3), 0)
            except ValueError as error:
                told.append(str(error))

        thread = threading.Thread(target=work)
        with self.assertRaises(ValueError) as caught:
            fpk.Network(np.full((2, 2), np.nan))
        thread.start()
        thread.join()
        self.assertIn("finite", str(caught.exception))
        self.assertIn("max_batch is 0", told[0])


if __name__ == "__main__":
    unittest.main()
