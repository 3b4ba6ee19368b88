"""What is only looked at: the help, and the open cases."""

from bot.desk.arrivals import Visit
from bot.engine import Engine
from bot.grammar import COMMANDS
from bot.messages.lists import case_line, more
from bot.messages.shown import Line
from bot.words import Say, say

MOST_LINES = 20
COUNTED = 200  # beyond which nobody counts


def help_lines(command: str) -> tuple[Say, ...]:
    """`command` is what people type before the line."""
    lines = (
        say("help.line", usage=" ".join(filter(None, (command, c.name, c.usage))), help=c.help)
        for c in COMMANDS
        if c.in_force
    )
    return (say("help.open", command=command), say("help.at_once", command=command), *lines)


def listed(visit: Visit, engine: Engine) -> Line:
    cases = engine.store.views.open_cases(visit.viewer, COUNTED)
    lines = tuple(case_line(case) for case in cases[:MOST_LINES])
    return Line((*lines, *more(len(cases), MOST_LINES, COUNTED)) or (say("list.none"),))
