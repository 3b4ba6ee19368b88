"""Thousands of past cases on all cores, with a bar that shows how far it is."""

import gc
import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import track

from bot.policy.policy import Policy
from bot.trying.past import Past, Replayed
from bot.trying.replay import replay, undisturbed

T = TypeVar("T")
FEW = 300  # not worth other processes
AT_A_TIME = 100


def replayed(policy: Policy, cases: Sequence[Past], title: str = "Replaying") -> list[Replayed]:
    """In the order of the cases. The bar is on standard error, and only where somebody looks on."""
    cores = os.cpu_count() or 1
    if len(cases) <= FEW or cores == 1:
        calm = undisturbed(policy)
        return [replay(calm, past) for past in _shown(cases, len(cases), title)]
    return list(_together(policy, cases, cores, title))


def _together(policy: Policy, cases: Sequence[Past], cores: int, title: str) -> Iterator[Replayed]:
    parts = [cases[first : first + AT_A_TIME] for first in range(0, len(cases), AT_A_TIME)]
    with _uncollected(), ProcessPoolExecutor(cores, initializer=_begin, initargs=(policy,)) as pool:
        # The processes are made here, before the bar has a thread of its own.
        done = pool.map(_replay, parts)
        try:
            for part in _shown(done, len(parts), title):
                yield from part
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


@contextmanager
def _uncollected() -> Iterator[None]:
    """Values hold no circles: looking through all that came back, again and again, finds nothing."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _shown(items: Iterable[T], count: int, title: str) -> Iterable[T]:
    console = Console(stderr=True)
    return track(items, title, count, console=console, transient=True, disable=not console.is_terminal)


class _Mine:
    """What a process keeps between the parts."""

    policy: Policy


def _begin(policy: Policy) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started them stops them
    gc.disable()
    _Mine.policy = undisturbed(policy)


def _replay(cases: Sequence[Past]) -> list[Replayed]:
    return [replay(_Mine.policy, past) for past in cases]
