"""What `stige doctor` finds: what is wrong, how grave it is, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """Each a line for the operator, in English, without any secret. `check` is its name for scripts, such as
    "slack.token"; `advice` says what to do where something is wrong."""

    check: str
    state: State
    message: str
    advice: str = ""


def fine(check: str, message: str) -> Finding:
    return Finding(check, State.OK, message)


def unwise(check: str, message: str, advice: str) -> Finding:
    return Finding(check, State.WARNING, message, advice)


def wrong(check: str, message: str, advice: str) -> Finding:
    return Finding(check, State.ERROR, message, advice)


def skipped(check: str, why: str) -> Finding:
    return Finding(check, State.SKIPPED, why)


def is_well(findings: Iterable[Finding]) -> bool:
    """A warning alone is no reason to ring anybody."""
    return all(finding.state is not State.ERROR for finding in findings)
