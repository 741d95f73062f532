"""What the package does to its process, and the process to it: each of these has one of its own."""

import os
import shutil
import signal
import tempfile
import unittest

import fixedpointkernels as fpk
from fixedpointkernels import _library
from support import PACKAGE, run

SOLVE = """
import os, sys
import numpy as np
import fixedpointkernels as fpk
def solve():
    network = fpk.Network(np.array([[0.1, 0.2], [-0.3, 0.1]]))
    return fpk.Solver(network).solve(np.array([1.0, 2.0])).rates.round(6).tolist()
"""

BELOW = "glibc.cpu.hwcaps=-AVX2"


class ProcessTests(unittest.TestCase):
    def passes(self, program, **environment):
        code, said = run(SOLVE + program, **environment)
        self.assertEqual(code, 0, said)
        return said

    def test_the_way_that_everybody_goes(self):
        self.assertEqual(self.passes("print(solve())").strip(), "[0.855325, 0.950648]")

    def test_the_import_starts_nothing(self):
        """No thread and no handler before the first call, so that a fork before it is a clean one."""
        self.passes("""
def handlers():
    return [line for line in open("/proc/self/status") if line.startswith(("Threads", "SigCgt"))]
import ctypes, subprocess
before = subprocess.run([sys.executable, "-c", "import numpy\\nprint(open('/proc/self/status').read())"], stdout=subprocess.PIPE,
                        text=True, env={**os.environ, "OPENBLAS_NUM_THREADS": "1"}).stdout.splitlines()
assert [line.strip() for line in handlers()] == [line for line in before if line.startswith(("Threads", "SigCgt"))], (handlers(), before)
assert handlers() != (solve(), handlers())[1]
""", OPENBLAS_NUM_THREADS="1")

    def test_fork(self):
        """The child solves with what was made before and with new objects."""
        self.passes("""
network = fpk.Network(0.1 * np.eye(8))
solver, x = fpk.Solver(network), np.arange(8.0)
before = solver.solve(x).rates.tobytes()
child = os.fork()
if child == 0:
    good = solver.solve(x).rates.tobytes() == before and all(solve() == [0.855325, 0.950648] for _ in range(200))
    os._exit(0 if good else 1)
assert os.waitpid(child, 0)[1] == 0
assert solve() == [0.855325, 0.950648]
""")

    def test_signal_handlers_of_the_host(self):
        self.passes("""
import signal
caught = []
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
    signal.signal(number, lambda number, frame: caught.append(number))
solve()
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
    os.kill(os.getpid(), number)
assert caught == [signal.SIGINT, signal.SIGTERM, signal.SIGUSR1], caught
solve()
""")
        code, said = run(SOLVE + "import faulthandler, ctypes\nfaulthandler.enable()\nsolve()\nctypes.string_at(16)")
        self.assertEqual(code, -signal.SIGSEGV, said)
        self.assertIn("Fatal Python error: Segmentation fault", said)

    def test_interrupt_after_the_call(self):
        """Ctrl-C is Python's own, and is heard when the call under way has ended."""
        self.passes("""
import signal, threading, time
network = fpk.Network(0.1 * np.eye(50))
solver = fpk.Solver(network, method="euler", step_size=1e-7, step_limit=2_000_000_000, budget_seconds=0.5)
threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    solver.solve(np.zeros(50))
    time.sleep(5)
    raise SystemExit("not interrupted")
except KeyboardInterrupt:
    pass
""")

    def test_nonsense_in_fpk_simd(self):
        for value, words in (("many", "is not a width"), ("128", "asks for a width")):
            self.passes(f"""
for _ in range(2):
    try:
        solve()
        raise SystemExit("no error")
    except ValueError as error:
        assert isinstance(error, fpk.InvalidError) and "{words}" in str(error), error
""", FPK_SIMD=value)

    def test_little_memory(self):
        """Under ulimit -v of 4 GB it works, refuses what does not fit, and works on."""
        self.passes("""
import resource
resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
assert solve() == [0.855325, 0.950648]
try:
    fpk.Network(np.zeros((20000, 20000), np.float32))
    raise SystemExit("no error")
except (fpk.InvalidError, fpk.InternalError, MemoryError) as error:
    print(type(error).__name__, error)
assert solve() == [0.855325, 0.950648]
""", OPENBLAS_NUM_THREADS="1")

    def test_made_and_dropped_without_growth(self):
        self.passes("""
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
w, x = 0.1 * np.eye(20), np.ones(20)
def turn(i):
    network = fpk.Network(w)
    solver = fpk.Solver(network)
    if i % 3 == 0:
        solver.solve(x)
    if i % 2 == 0:
        solver.close()
for i in range(3000):
    turn(i)
first, live = resident(), fpk.info().live_handles
for i in range(12000):
    turn(i)
assert fpk.info().live_handles == live == 0
grown = resident() - first
assert grown < 8 << 20, grown
""")

    def test_a_cpu_below_every_level(self):
        """The import ends in one line of the library's, which an except of ours, of ImportError or of nobody shows."""
        code, said = run("import fixedpointkernels", GLIBC_TUNABLES=BELOW)
        self.assertEqual(code, 1, said)
        last = said.strip().splitlines()[-1]
        self.assertIn("UnsupportedCpuError: libfpk needs a CPU of level x86-64-v3", last)
        code, said = run("""
try:
    import fixedpointkernels
except ImportError as error:
    print("no:", error)
""", GLIBC_TUNABLES=BELOW)
        self.assertEqual((code, said[:27]), (0, "no: libfpk needs a CPU of l"), said)

    def test_the_stub_alone(self):
        code, said = run("""
from fixedpointkernels import _library, UnsupportedCpuError, FpkError
import sys
try:
    _library.load(sys.argv[1])
except UnsupportedCpuError as error:
    assert isinstance(error, FpkError) and "x86-64-v3" in str(error), error
    print("refused")
""", os.path.join(_library.FOLDER, "libfpk.so.0"))
        self.assertEqual((code, said.strip()), (0, "refused"), said)

    def test_no_level_that_the_cpu_lacks(self):
        """Of a folder with every level the highest that the CPU has, of one without it the next, then the stub."""
        has = _library.levels()
        self.assertEqual(has, ["x86-64-v3", "x86-64-v4"][:len(has)])
        with open("/proc/cpuinfo", encoding="ascii") as file:
            flags = next(line for line in file if line.startswith("flags")).split()
        self.assertEqual("x86-64-v3" in has, {"avx2", "fma", "bmi2", "movbe", "abm"} <= set(flags))
        self.assertEqual("x86-64-v4" in has, {"avx2", "avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"} <= set(flags))
        with tempfile.TemporaryDirectory() as folder:
            levels = ("x86-64-v3", "x86-64-v4")
            for level in levels:
                os.makedirs(os.path.join(folder, "glibc-hwcaps", level))
                open(os.path.join(folder, "glibc-hwcaps", level, "libfpk.so.0"), "wb").close()
            open(os.path.join(folder, "libfpk.so.0"), "wb").close()
            for level in reversed(has):
                self.assertEqual(_library.path(folder), os.path.join(folder, "glibc-hwcaps", level, "libfpk.so.0"))
                os.remove(os.path.join(folder, "glibc-hwcaps", level, "libfpk.so.0"))
            self.assertEqual(_library.path(folder), os.path.join(folder, "libfpk.so.0"))
        code, said = run("from fixedpointkernels import _library\nprint(_library.levels())",
                         GLIBC_TUNABLES="glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-AVX512CD,-AVX512DQ")
        self.assertEqual((code, said.strip()), (0, "['x86-64-v3']"), said)

    def test_without_its_files(self):
        """A package whose files are missing says so."""
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(PACKAGE, os.path.join(folder, "fixedpointkernels"), ignore=shutil.ignore_patterns("lib", "__pycache__"))
            code, said = run(f"import sys\nsys.path.insert(0, {folder!r})\nimport fixedpointkernels")
        self.assertEqual(code, 1, said)
        self.assertIn("LoadError: libfpk cannot be loaded", said.strip().splitlines()[-1])

    def test_what_the_package_says_of_itself(self):
        self.assertEqual(fpk.__version__, fpk.info().version.split("+")[0])
        self.assertIn(fpk.info().simd_bits, (256, 512))
        self.assertEqual(sorted(fpk.__all__), fpk.__all__)
        for name in fpk.__all__:
            self.assertTrue(getattr(fpk, name).__doc__, name)
        for kind in (fpk.Network, fpk.Solver):
            for name in dir(kind):
                if not name.startswith("_"):
                    self.assertTrue(getattr(kind, name).__doc__, f"{kind.__name__}.{name}")

    def test_examples_in_docstrings(self):
        import doctest
        self.assertEqual(doctest.testmod(fpk)[0], 0)


if __name__ == "__main__":
    unittest.main()
