"""Who stands in for whom: overrides, cover for a shift, swaps with the other's consent (R23)."""

from bot.cases.verbs import Press
from bot.desk.arrivals import Visit
from bot.engine import Engine
from bot.grammar import OverrideDuty
from bot.messages.shown import Line, Response, Values
from bot.words import say


def typed(asked: OverrideDuty, visit: Visit, engine: Engine) -> Response | None:
    """None where the words name no time: then they were the summary of a case."""
    return Line((say("line.not_yet", command="override"),))


def pressed(visit: Visit, press: Press, engine: Engine, key: str) -> Response:
    return Line((say("line.not_yet", command="override"),))


def submitted(visit: Visit, press: Press, values: Values, engine: Engine, key: str) -> Response:
    return Line((say("line.not_yet", command="override"),))
