"""The process that works for `indexer.workers`: pickles of (work, values) on standard input, of the results on standard
output. It ends with the program, when standard input does.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys


def main() -> None:
    """Answer until standard input ends: with the list of results, or the exception that the work raised."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program, which ends first
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    while True:
        try:
            work, items = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            answer: object = [work(item) for item in items]
        except Exception as error:
            answer = error
        answers.write(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))
        answers.flush()


if __name__ == "__main__":
    main()
