"""Words suggest a flag or a type; a person confirms (R11, S42). How ready a hand-over is (R3)."""

import pytest

from bot.cases.commands import Accept, AnswerSuggestion
from bot.cases.facts import Facts
from bot.cases.handover import Readiness, readiness
from bot.cases.suggesting import Suggested, suggested
from bot.policy.rules import Rules, Suggestion
from tests.core.cases.world import World
from tests.harness.builders import facts, handover, level, path, rules, text, when

SECURITY, HR = Suggestion(("phishing", "ransom*"), flag="security"), Suggestion(("harass*", "told off"), type="hr")
PRIVATE = path(level("hugo", 30), path_id="private", fits=when(type="hr"))


def suggesting(*lines: Suggestion) -> Rules:
    return rules(PRIVATE, path(level("ana", 5, tell="#ops"), level("ben", 5)), suggest=lines or (SECURITY, HR))


def read(words: str, *lines: Suggestion, known: Facts | None = None, dismissed: str = "") -> list[str]:
    found = suggested(handover(impact=text(words)), known or facts(), suggesting(*lines), frozenset(dismissed.split()))
    return [suggestion.key for suggestion in found]


@pytest.mark.parametrize(
    ("words", "keys"),
    [
        ("A phishing mail", ["flag:security"]),
        ("PHISHING!", ["flag:security"]),
        ("phishings", []),
        ("antiphishing", []),
        ("ransomware on a laptop", ["flag:security"]),
        ("they were told\noff", ["type:hr"]),
        ("told them off", []),
        ("harassed, and phishing too", ["flag:security", "type:hr"]),
        ("", []),
    ],
)
def test_whole_words_and_phrases_count_in_any_case_and_a_star_takes_any_ending(words: str, keys: list[str]) -> None:
    assert read(words) == keys


def test_neither_accents_nor_width_tell_words_apart_and_chinese_needs_no_blanks() -> None:
    lines = (Suggestion(("déni de service",), flag="security"), Suggestion(("泄露",), flag="legal"))
    assert read("DENI de SERVICE", *lines) == ["flag:security"]
    assert read("客户数据泄露了", *lines) == ["flag:legal"]


def test_letters_that_mean_something_to_a_machine_are_letters() -> None:
    assert read("c++ crashed", Suggestion(("c++",), flag="security")) == ["flag:security"]
    assert read("cccc", Suggestion(("c.*",), flag="security")) == []


def test_what_is_so_already_or_was_dismissed_is_not_suggested() -> None:
    assert read("phishing", known=facts(flags=frozenset({"security"}))) == []
    assert read("harassed", known=facts(type="hr")) == []
    assert read("phishing", dismissed="flag:security") == []


def test_two_lines_of_one_flag_suggest_it_once_by_the_first_word_of_the_file() -> None:
    lines = (Suggestion(("worm", "phish*"), flag="security"), Suggestion(("mail",), flag="security"))
    assert suggested(handover(impact=text("phishing mail")), facts(), suggesting(*lines)) == (
        Suggested("phish*", flag="security"),
    )


def test_every_text_of_the_hand_over_is_read() -> None:
    given = handover(fields=(("batch", text("phishing")),))
    assert suggested(given, facts(), suggesting())


def opened(words: str = "phishing") -> World:
    world = World(suggesting()).opens(given=handover(impact=text(words)), impact="one", urgency="later")
    world.story  # noqa: B018  what happened so far is not asked about
    return world


def test_nothing_is_so_until_a_person_says_so() -> None:
    assert opened().case.facts.flags == frozenset()


def test_confirmed_it_is_a_fact_and_moves_the_case_as_triage_does() -> None:
    world = opened()
    world.does("rita", AnswerSuggestion("flag:security", fits=True))
    assert world.case.facts.flags == {"security"}
    assert [remark.text.body for remark in world.case.remarks] == ["phishing"]


def test_a_private_type_confirmed_takes_the_cards_out_of_the_rooms() -> None:
    world = opened("harassed")
    assert world.case.told_places == ("ops",)
    world.does("rita", AnswerSuggestion("type:hr", fits=True))
    assert (world.case.private, world.case.told_places, world.case.ladder.path) == (True, (), "private")


def test_dismissed_it_is_not_asked_again() -> None:
    world = opened()
    world.does("rita", AnswerSuggestion("flag:security", fits=False))
    assert world.case.dismissed == {"flag:security"}
    assert world.refuses("rita", AnswerSuggestion("flag:security", fits=True)) == "suggestion_answered"


def test_the_owner_and_a_coordinator_may_say_so_too_and_nobody_else() -> None:
    world = opened()
    world.does("ana", Accept())
    assert world.refuses("cleo", AnswerSuggestion("flag:security", fits=True)) == "may_not.suggestion_misfits"
    world.copy().does("mia", AnswerSuggestion("flag:security", fits=True))
    world.does("ana", AnswerSuggestion("flag:security", fits=True))


# how ready a hand-over is


def test_readiness_is_the_share_of_the_items_that_were_given() -> None:
    assert readiness(handover(), facts(impact=None), rules()) == Readiness(20, ("steps", "impact", "deadline", "help"))
    full = handover(steps=text(), deadline=text(), help=text())
    assert readiness(full, facts(), rules()) == Readiness(100)


def test_a_customer_counts_where_the_case_may_have_one() -> None:
    assert readiness(handover(), facts(type="support"), rules()).missing == ("steps", "customer", "deadline", "help")
    assert readiness(handover(), facts(customer="acme"), rules()).score == 50
