"""What the command lines share: the reader's language, and how an error leaves the program."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable

from corpus.errors import TifaError


def language() -> str:
    """The language, "zh" or "en", from the environment as other programs take it: LC_ALL, LC_MESSAGES, LANG, else the
    system's.
    """
    named = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), None)
    return "zh" if (named or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


def run(command: Callable[[], int]) -> int:
    """The exit code of `command`; a TifaError becomes one line on stderr and exit code 1."""
    try:
        return command()
    except TifaError as error:
        print(f"tifa: {error.message(language())}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        return 0
    except OSError as error:  # a full disk, a folder that may not be written: the system's own words say it best
        print(f"tifa: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
