"""What a call costs from Python, beside the plain ctypes call with addresses; figures to read, nothing is asserted.

    PYTHONPATH=FOLDER python3 python/tests/speed.py [ROUNDS]

Rows are timed in turns of 200 calls, shorter than what a busy machine gives a process at a time; medians over the rounds, and of the
ratios round by round.
"""

import ctypes
import statistics
import sys
import time

import fixedpointkernels as fpk
from fixedpointkernels._library import library
from fixedpointkernels._structs import fpk_results, fpk_track_result
from support import draw, network


def timed(call, turns):
    start = time.perf_counter_ns()
    for _ in range(turns):
        call()
    return (time.perf_counter_ns() - start) / turns


def compare(rows, rounds, turns=200):
    """Medians in ns, and medians of the ratios to the first row."""
    times = {name: [] for name in rows}
    for _ in range(rounds):
        for name, call in rows.items():
            times[name].append(timed(call, turns))
    first = next(iter(times.values()))
    for name, each in times.items():
        ratio = statistics.median(one / base for one, base in zip(each, first))
        print(f"{name:58s} {statistics.median(each):8.0f} ns   lowest {min(each):8.0f}   {ratio:5.2f} x")


def plain(function, *kinds):
    return ctypes.CFUNCTYPE(ctypes.c_int32, *kinds)((function, library))


def main(rounds):
    address, size, flag = ctypes.c_void_p, ctypes.c_int64, ctypes.c_int32
    abi, version = plain("fpk_abi_version", address), ctypes.c_int32()
    at = ctypes.addressof(version)
    none = lambda: None  # noqa: E731
    print("an empty call")
    compare({"fpk_abi_version with an address": lambda: abi(at), "a Python function that does nothing": none}, rounds)

    over = network(64)
    solver, other = fpk.Solver(over), fpk.Solver(over)
    x, x2 = draw((1, 64)), draw((1, 64))
    result = solver.solve(x)
    mine = [array.copy() for array in result[:6]]
    pair = (mine[0], mine[1])
    third, fourth = fpk.Solver(over), fpk.Solver(over)
    kept = third.solve(x)
    solve = plain("fpk_solver_solve_f64", address, size, size, address, address, address, flag, address)
    told = fpk_results(size=ctypes.sizeof(fpk_results))
    told.statuses, told.residuals, told.amplitudes, told.steps = (array.ctypes.data for array in mine[2:])
    handle, a, b, c, to = other._handle.value, x.ctypes.data, mine[0].ctypes.data, mine[1].ctypes.data, ctypes.addressof(told)
    turn = [x, x2]

    def alternating():
        turn.reverse()
        third.solve(turn[0], kept, warm_start=True)

    print("a warm solve of 64 neurons, float64, with gains")
    compare({
        "plain ctypes call with addresses, no results": lambda: solve(handle, 1, 64, a, b, c, 1, None),
        "plain ctypes call with addresses, results": lambda: solve(handle, 1, 64, a, b, c, 1, to),
        "Solver.solve, the same arrays": lambda: solver.solve(x, result, warm_start=True),
        "Solver.solve, the same arrays as a new pair": lambda: fourth.solve(x, (pair[0], pair[1]), warm_start=True),
        "Solver.solve, another array of drives each time": alternating,
    }, rounds)

    tracker, plainly = fpk.Tracker(over), fpk.Tracker(over)
    rates, gains, learned = draw(64), draw(64), draw(64)
    tracked = tracker.track(learned)
    track = plain("fpk_tracker_track_f64", address, size, address, address, address, flag, flag, address)
    found = fpk_track_result(size=ctypes.sizeof(fpk_track_result))
    handle, a, b, c, to = (plainly._handle.value, learned.ctypes.data, rates.ctypes.data, gains.ctypes.data, ctypes.addressof(found))
    print("a tracked call of 64 neurons at rest, float64, with gains")
    compare({
        "plain ctypes call with addresses, no result": lambda: track(handle, 64, a, b, c, -1, 0, None),
        "plain ctypes call with addresses, result": lambda: track(handle, 64, a, b, c, -1, 0, to),
        "Tracker.track, the same arrays": lambda: tracker.track(learned, tracked),
    }, rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 301)
