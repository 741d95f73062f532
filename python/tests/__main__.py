"""Runs all tests and ends with "python: N passed, N failed, N skipped", a line "FAILED name" before it for each that failed."""

import os
import sys
import unittest


class Result(unittest.TextTestResult):
    """Counts tests, not their parts: one with several failing parts has failed once."""

    def startTestRun(self):
        super().startTestRun()
        self.names, self.bad = [], set()

    def startTest(self, test):
        super().startTest(test)
        self.names.append(test.id())

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.bad.add(test.id())

    def addError(self, test, err):
        super().addError(test, err)
        self.bad.add(test.id())

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.bad.add(test.id())


def main(names):
    folder = os.path.dirname(os.path.abspath(__file__))
    loader = unittest.TestLoader()
    suite = loader.loadTestsFromNames(names) if names else loader.discover(folder)
    result = unittest.TextTestRunner(sys.stdout, resultclass=Result, verbosity=1).run(suite)
    for name in sorted(result.bad):
        print(f"FAILED {name}")
    skipped = len(result.skipped)
    for test, why in result.skipped:
        print(f"skipped {test.id()}: {why}")
    passed = len(result.names) - skipped - len(result.bad & set(result.names))
    print(f"python: {passed} passed, {len(result.bad)} failed, {skipped} skipped")
    return 1 if result.bad or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
