"""The rule, the facts and the whole ladder, one click away."""

from dataclasses import replace

from bot.cases.commands import Accept, Coordinate, Decline
from bot.cases.ladder import Reply
from bot.messages.shown import Card
from bot.messages.story import story
from bot.people.targets import ManagerOf
from tests.core.messages.company import Matter, labels, read, rows, rules, text


def told(matter: Matter, who: str = "noor") -> Card:
    return story(matter.case, matter.rules, matter.roster, matter.now, who)


def test_every_level_is_there_with_who_answered_and_who_would_be_asked() -> None:
    matter = Matter().does("linh", Decline(text("ill", "linh"))).waits(minutes=2)
    assert list(rows(told(matter).body).items())[-6:] == [
        ("Level 1: Specialist on duty", "Trần Mỹ Linh, asked 17:55, declined"),
        ("Level 2: Second line", "Sanna Korhonen, asked 17:55, no answer"),
        ("Level 3: Carrier", "not asked; it would be Skylink Carrier Services"),
        ("Level 4: Operations manager", "not asked; it would be Amara Okafor"),
        ("Last resort, every 30 minutes", "not asked; it would be Piet de Vries and Amara Okafor"),
        ("Rule", "path urgent, policy 1"),
    ]


def test_every_kind_of_answer_is_told() -> None:
    matter = Matter().does("linh", Accept()).waits(minutes=61).does("sanna", Coordinate())
    levels = rows(told(matter).body)
    assert levels["Level 1: Specialist on duty"] == "Trần Mỹ Linh, asked 17:55, accepted"
    assert levels["Level 2: Second line"] == "Sanna Korhonen, asked 18:55, coordinates"
    for reply, words in ((Reply.HANDED_BACK, "handed back"), (Reply.UNREACHABLE, "not reached")):
        first, *rest = matter.case.ladder.asks
        ladder = replace(matter.case.ladder, asks=(replace(first, reply=reply), *rest))
        assert rows(told(matter.becomes(ladder=ladder)).body)["Level 1: Specialist on duty"].endswith(words)


def test_at_the_last_resort_those_asked_are_told() -> None:
    matter = Matter().waits(hours=2)
    shown = rows(told(matter).body)["Last resort, every 30 minutes"]
    assert shown.startswith("Piet de Vries, asked ")


def test_a_level_with_nobody_says_so() -> None:
    matter, urgent = Matter(), rules().path("urgent")
    lonely = replace(urgent, levels=(replace(urgent.levels[0], ask=(ManagerOf("piet"),)),))
    matter.rules = replace(rules(), paths=(lonely,))
    matter.becomes(ladder=replace(matter.case.ladder, asks=()))
    assert rows(told(matter).body)["Level 1: Specialist on duty"] == "nobody to ask"


def test_it_offers_no_second_look_at_itself() -> None:
    assert "Show" not in labels(told(Matter()))
    assert read(told(Matter()).headline) == "ESC-7 · P1 · Booking is down"
