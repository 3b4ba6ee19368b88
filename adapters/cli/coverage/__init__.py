"""`stige coverage`: when nobody would answer in the coming weeks, and who carries how much."""

from adapters.cli.coverage.command import coverage_command

__all__ = ["coverage_command"]
