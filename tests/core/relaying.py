"""The small company with a place that is told of every case, for the tests of the relay."""

from bot.delivery.prepared import Delivered
from bot.people.roster import Place
from bot.policy.policy import Policy
from tests.harness.builders import company, level, path, rules

TOLD = path(level("ana", 5, tell="#ops"), level("ben", 10))
ON_SLACK = Place("ops", slack="#ops")
ON_BOTH = Place("ops", slack="#ops", teams="Ops/Incidents")


def told_policy(place: Place = ON_SLACK) -> Policy:
    return Policy(rules(TOLD), company(places={"ops": place}))


def how(delivered: list[Delivered]) -> list[tuple[str, str]]:
    return [(one.kind.value, one.how) for one in delivered]
