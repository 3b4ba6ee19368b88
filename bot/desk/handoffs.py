"""Taking over all that a shift passes on, with one button (S19)."""

from bot.cases.verbs import Press
from bot.desk.arrivals import Visit
from bot.engine import Engine
from bot.messages.shown import Line, Response
from bot.words import say


def accept_all(visit: Visit, press: Press, engine: Engine, key: str) -> Response:
    return Line((say("line.not_yet", command="accept"),))
