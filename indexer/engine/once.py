"""What is worked out once for each state of an index: an engine is one state and never changes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from indexer.engine.embedded import EmbeddedEngine

Options = ParamSpec("Options")
Result = TypeVar("Result")

_KEPT = 8


def once_per_state(
    work: Callable[Concatenate[EmbeddedEngine, Options], Result],
) -> Callable[Concatenate[EmbeddedEngine, Options], Result]:
    """`work`, done once for each engine and options; who asks meanwhile waits for it.

    Of each engine the results for the last few options are kept, and go when it goes. They must neither be changed by
    anybody nor refer to the engine.
    """
    held: WeakKeyDictionary[EmbeddedEngine, OrderedDict[Hashable, Result]] = WeakKeyDictionary()
    turn = threading.RLock()

    @wraps(work)
    def once(engine: EmbeddedEngine, /, *options: Options.args, **named: Options.kwargs) -> Result:
        key = options, tuple(sorted(named.items()))
        with turn:
            found = held.setdefault(engine, OrderedDict())
            if key not in found:
                found[key] = work(engine, *options, **named)
            found.move_to_end(key)
            while len(found) > _KEPT:
                found.popitem(last=False)
            return found[key]

    return once
