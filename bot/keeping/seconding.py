"""Who besides the policy keeper must agree to a policy that lets more people or hosts do something."""

from bot.cases.outcome import Refused
from bot.policy.policy import Policy
from bot.words import Name, Say, say

KEEPER, APPROVER = "policy", "approve"


class SecondNeeded(Refused):
    """`widens` says what for, `among` names those who may be the second."""

    def __init__(self, sentence: Say, widens: tuple[Say, ...], among: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.widens, self.among = widens, among


def keepers(policy: Policy) -> tuple[str, ...]:
    """Those whom this version lets change the policy in chat."""
    return _with(KEEPER, policy)


def seconds(policy: Policy, by: str) -> tuple[str, ...]:
    """Another keeper; where there is none, whoever may approve."""
    others = (tuple(person for person in _with(word, policy) if person != by) for word in (KEEPER, APPROVER))
    return next(filter(None, others), ())


def check_second(in_force: Policy, by: str, second: str | None, widens: tuple[Say, ...]) -> None:
    """As the version in force names them, whatever the new one says. Where it names nobody else, whoever has the
    database decides alone; else nobody ever could."""
    among = seconds(in_force, by)
    if not among or second in among:
        return
    people = tuple(Name(person) for person in among)
    if second:
        raise SecondNeeded(say("keeping.second_unfit", second=Name(second), people=people), widens, among)
    raise SecondNeeded(say("keeping.second_needed", people=people), widens, among)


def _with(authority: str, policy: Policy) -> tuple[str, ...]:
    return tuple(person.id for person in policy.roster.people.values() if authority in person.authority)
