"""The command `stige`. What it starts is built by `bot.__main__` and handed in."""

from adapters.cli.program import Work, program

__all__ = ["Work", "program"]
