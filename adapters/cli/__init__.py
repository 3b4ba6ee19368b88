"""The command `stige`. What it starts is built by `bot.__main__` and handed in."""

from adapters.cli.program import program
from adapters.cli.work import Work

__all__ = ["Work", "program"]
