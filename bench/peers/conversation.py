"""The conversation of every peer over stdin and stdout.

`check WORK` computes what is asked, writes it into the folder and answers `done`; `run WORK` takes it once and answers its seconds, by this
process's own clock, so that the pipe does not count.
"""

import sys
import time


def converse(version, check, run):
    """check(work) leaves its answer in a file; run(work) does the whole work once."""
    print(f"ready {version}", flush=True)
    for line in sys.stdin:
        verb, work = line.split()
        if verb == "check":
            check(work)
            print("done", flush=True)
        else:
            start = time.perf_counter()
            result = run(work)
            print(time.perf_counter() - start, flush=True)
            del result
