"""Something else in the place of what is there, for a while."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def instead(owner: Any, name: str, made: Callable[[Any], Any]) -> Iterator[None]:
    """`made` gets what was there."""
    had, was = name in vars(owner), getattr(owner, name)
    setattr(owner, name, made(was))
    try:
        yield
    finally:
        if had:
            setattr(owner, name, was)
        else:
            delattr(owner, name)


@contextmanager
def everywhere(original: Any, other: Any) -> Iterator[None]:
    """In every module that has taken it by its name."""
    places = [m for m in list(sys.modules.values()) if getattr(m, original.__name__, None) is original]
    for module in places:
        setattr(module, original.__name__, other)
    try:
        yield
    finally:
        for module in places:
            setattr(module, original.__name__, original)
