"""The picture of a case's life in docs/architecture.md, drawn from the table of statuses.

`python -m tests.harness.diagram` prints it, to be pasted there when the table has changed.
"""

import re
import sys
from collections.abc import Mapping

from bot.cases.case import Status
from bot.cases.transitions import TRANSITIONS

Table = Mapping[type, Mapping[Status, frozenset[Status]]]


def state_diagram(table: Table = TRANSITIONS) -> str:
    """In Mermaid: one arrow between two statuses, with every command that may lead from one to the other.

    A command that leaves the status as it is draws no arrow.
    """
    arrows = [
        f"    {begins} --> {ends}: {', '.join(said)}"
        for begins in Status
        for ends in Status
        if begins is not ends and (said := _commands(table, begins, ends))
    ]
    opened = [f"    [*] --> {status}: open" for status in (Status.NEW, Status.APPROVAL)]
    return "\n".join(["stateDiagram-v2", *opened, *arrows])


def _commands(table: Table, begins: Status, ends: Status) -> list[str]:
    return [in_words(command.__name__) for command, landings in table.items() if ends in landings.get(begins, ())]


def in_words(name: str) -> str:
    """VendorHasIt is "vendor has it"."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", name).lower()


if __name__ == "__main__":
    sys.stdout.write(state_diagram() + "\n")
