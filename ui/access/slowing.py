"""The wait between tries to sign in: it grows with each that failed, is bounded, and never locks an office out.

A password can be tried from many addresses and an office has one for all of its people, so both an account and an
address are slowed. An account at an address from which it signed in before is slowed by its own failures there alone:
whoever tries passwords elsewhere keeps nobody out.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

FORGOTTEN = 3600
"""Seconds after which failures do not count any more."""
MOST = 20_000
"""Of each kind, what is kept at most; the oldest is forgotten first."""

# (tries without a wait, the longest wait in seconds) of an account at an address, an account, an address
PAIR, ACCOUNT, ADDRESS = (3, 30), (10, 30), (30, 10)


def wait_after(failures: int, free: int, longest: int) -> float:
    """The seconds to wait after so many failures: none for the first few, then 1, 2, 4, … up to `longest`."""
    return 0 if failures < free else min(float(longest), 2.0 ** min(failures - free, 30))


@dataclass(slots=True)
class Slowing:
    """The failures of one server, kept in memory."""

    _failed: OrderedDict[tuple[str, str, str], tuple[int, float]] = field(default_factory=OrderedDict)
    _known: OrderedDict[tuple[str, str], None] = field(default_factory=OrderedDict)

    def wait(self, account: str, address: str, now: float) -> float:
        """The seconds until `account` may be tried from `address`; 0 if it may be now."""
        waits = [self._left("pair", account, address, PAIR, now)]
        if (account, address) not in self._known:
            waits += [
                self._left("account", account, "", ACCOUNT, now),
                self._left("address", "", address, ADDRESS, now),
            ]
        return max(waits)

    def tried(self, account: str, address: str, now: float) -> None:
        """Count a try as failed, before its password is looked at: many at once are then no way around the wait."""
        for key in (("pair", account, address), ("account", account, ""), ("address", "", address)):
            failures, last = self._failed.pop(key, (0, now))
            self._failed[key] = (1 if now - last > FORGOTTEN else failures + 1, now)
        while len(self._failed) > MOST:
            self._failed.popitem(last=False)

    def succeeded(self, account: str, address: str) -> None:
        """Take back what was counted of `account` at `address`, and know it there from now on."""
        for key in (("pair", account, address), ("account", account, "")):
            self._failed.pop(key, None)
        failures, last = self._failed.get(("address", "", address), (1, 0.0))
        self._failed["address", "", address] = (failures - 1, last)
        self._known[account, address] = None
        while len(self._known) > MOST:
            self._known.popitem(last=False)

    def _left(self, kind: str, account: str, address: str, bounds: tuple[int, int], now: float) -> float:
        failures, last = self._failed.get((kind, account, address), (0, now))
        return 0 if now - last > FORGOTTEN else max(0.0, last + wait_after(failures, *bounds) - now)
