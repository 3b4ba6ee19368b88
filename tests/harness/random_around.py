"""What stands around the ladder, by chance: approval, communication, templates, retention."""

from tests.core.cases.chance import Chance
from tests.harness.random_company import Section, coin, maybe
from tests.harness.random_words import Words


def approvals(chance: Chance, words: Words) -> Section:
    lines = [_approval(chance, words) for _ in range(chance.number(0, 2))]
    return {"approval": lines} if lines else {}


def _approval(chance: Chance, words: Words) -> Section:
    """The last two of the people may approve; in a chain each must be able to."""
    chain = maybe(chance, chain=True)
    others = [{"person": words.people[-2]}] if chain else words.people_targets()
    times = {"within": chance.one("15m", "4h", "1d"), "otherwise": chance.one("approve", "decline")}
    when = chance.one({}, words.condition())
    return {"when": when, "by": [{"person": words.head}, *others], **chain, **times}


def communication(chance: Chance, words: Words) -> Section:
    plans = [_plan(chance, words) for _ in range(chance.number(0, 2))]
    return {"communication": plans} if plans else {}


def _plan(chance: Chance, words: Words) -> Section:
    if words.private_types and coin(chance):
        kinds, outside = {"type": list(words.private_types)}, False
    else:
        kinds, outside = words.condition(private=False), True
    audiences = [_audience(chance, words, outside) for _ in range(chance.number(1, 3))]
    return {"when": kinds, **maybe(chance, hours=chance.one(*words.calendars)), "audiences": audiences}


def _audience(chance: Chance, words: Words, outside: bool) -> Section:
    strangers = ({"place": "ops"}, {"place": "board"}, {"customer": "contact"}, {"vendor": "telco"})
    to = [*words.people_targets(1), *(chance.some(strangers) if outside else ())]
    by: list[Section] = [{"by": "stige"}, {"by": words.people_targets(1, 1)[0]}]
    return {
        "to": to,
        "first": chance.one("15m", "1h"),
        **maybe(chance, every=chance.one("once", "30m", "1d")),
        "template": chance.one("status", "customer", "manager", "own"),
        **chance.one({}, *by),
    }


def templates(chance: Chance) -> Section:
    shipped = maybe(chance, status={"en": "{priority} {case}: {summary}.", "da": "{priority} {case}, {link}"})
    return {"templates": {"own": "{title} has {owner}, next {next_update}", **shipped}}


def retention(chance: Chance, words: Words) -> Section:
    hold = {"when": words.condition(), "keep": "hold"}
    lines = [*chance.one([], [hold]), {"when": words.condition(), "keep": "90d"}, {"when": {}, "keep": "2y"}]
    return chance.one({}, {"retention": lines})
