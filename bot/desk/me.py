"""What somebody sets for themselves in chat: language, zone, hours, which chat, and when they are away (R22)."""

from bot.cases.verbs import Press
from bot.desk.arrivals import Visit
from bot.engine import Engine
from bot.grammar import AboutMe
from bot.messages.shown import Line, Response, Values
from bot.words import say


def typed(asked: AboutMe, visit: Visit, engine: Engine) -> Response | None:
    """None where the words name no time: then they were the summary of a case."""
    return Line((say("line.not_yet", command="me"),))


def pressed(visit: Visit, press: Press, engine: Engine, key: str) -> Response:
    return Line((say("line.not_yet", command="me"),))


def submitted(visit: Visit, press: Press, values: Values, engine: Engine, key: str) -> Response:
    return Line((say("line.not_yet", command="me"),))
