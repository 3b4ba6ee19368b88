"""Keys become sentences: in the reader's language, zone and format, complete in every catalogue."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from adapters.policyfile.around import PLACEHOLDERS
from adapters.sandbox.page import TEXTS
from adapters.wording import Wording
from bot.cases.verbs import OF_A_CASE, Verb
from bot.messages.templates import SHIPPED
from bot.people.identity import Reader
from bot.words import Label, Name, Param, Template, Text, say

FILLED_BY_THE_PAGE = "sandbox."
ROOT = Path(__file__).parents[2]
LANGUAGES = sorted(file.stem for file in (ROOT / "adapters" / "locale").glob("*.po"))
NOW = datetime(2026, 11, 20, 16, 55, tzinfo=UTC)
WORDING = Wording(lambda id_: {"ana": "Ana Berg", "ben": "Ben Holm"}.get(id_, id_), "en", lambda: NOW)
DANE = Reader("ana", "da-DK", "Europe/Copenhagen")


def read(value: Param, language: str = "en", timezone: str = "Europe/Copenhagen", person: str | None = "ana") -> str:
    return WORDING.param(value, Reader(person, language, timezone))


# templates

ON_FRIDAY = (("at", NOW), ("what", Text("{at} <b>", "ana")))


def test_a_template_is_filled_once_whatever_fills_it() -> None:
    assert read(Template(Label.plain("{what} from {at}, {nothing}"), ON_FRIDAY)) == "{at} <b> from 17:55, {nothing}"


def test_a_template_for_somebody_else_is_in_their_language_and_zone() -> None:
    text = Label((("en", "from {at}"), ("da", "fra {at}")))
    assert read(Template(text, ON_FRIDAY, "da", "UTC")) == "fra kl. 16.55"
    assert read(Template(text, ON_FRIDAY)) == "from 17:55"
    assert read(Template(text, ON_FRIDAY, "", "UTC", zone_named=True)) == "from 16:55 UTC"


@pytest.mark.parametrize(
    ("said", "shown"), [("It is down.", "It is down. Help!"), ("Why?", "Why? Help!"), ("Down", "Down. Help!")]
)
def test_what_ends_a_sentence_gets_no_second_full_stop(said: str, shown: str) -> None:
    assert read(Template(Label.plain("{what}. Help!"), (("what", said),))) == shown


def test_a_template_of_ours_is_a_key_of_the_catalogue() -> None:
    assert read(Template("template.link", (("case", "ESC-7"),))) == "/escalate show ESC-7"


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_templates_know_the_placeholders_that_a_policy_knows(language: str) -> None:
    assert all(catalogue(language)[key] <= set(PLACEHOLDERS) for key in SHIPPED.values())


# languages


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Accept"),
        ("en-US", "Accept"),
        ("da", "Tag sagen"),
        ("da_DK", "Tag sagen"),
        ("da-GL", "Tag sagen"),
        ("nb", "Accept"),
        ("no", "Accept"),
        ("zh-Hans", "Accept"),
        ("", "Accept"),
        ("not a language!", "Accept"),
    ],
)
def test_a_sentence_is_in_the_readers_language_else_its_base_else_english(language: str, sentence: str) -> None:
    assert read(say("button.accept"), language) == sentence


def test_a_reader_without_a_language_gets_the_policys() -> None:
    danish = Wording(str, "da", lambda: NOW)
    assert danish.sentence(say("button.accept"), Reader("ana", "", "UTC")) == "Tag sagen"


def test_a_label_of_the_policy_is_read_even_in_a_language_that_has_no_catalogue() -> None:
    label = Label((("en", "Quality"), ("nb", "Kvalitet")))
    assert read(label, "nb") == "Kvalitet"
    assert read(label, "fr") == "Quality"
    assert read(Label.plain("IT"), "fr") == "IT"


# what fills the places


def test_braces_in_what_people_wrote_are_text_like_any_other() -> None:
    said = say("plain.case", case="ESC-7", priority="{summary}", summary=Text("{case} {0} {{x}} %s \\1 {", "ana"))
    assert read(said) == "{summary} ESC-7: {case} {0} {{x}} %s \\1 {"


@given(st.text(alphabet="{}casepriotysum\\0%", max_size=40))
def test_nothing_that_people_write_is_interpreted(words: str) -> None:
    said = say("plain.case", case="ESC-7", priority="P1", summary=words)
    assert read(said) == f"P1 ESC-7: {words}"


def test_a_place_that_nothing_fills_and_a_key_that_is_not_there_stay_visible_and_do_no_harm() -> None:
    assert read(say("plain.case", case="ESC-7")) == "{priority} ESC-7: {summary}"
    assert read(say("no.such.key")) == "[no.such.key]"


def test_a_name_is_shown_and_a_list_is_joined_as_the_language_does() -> None:
    people = (Name("ana"), Name("ben"), "Chen")
    assert read(people) == "Ana Berg, Ben Holm and Chen"
    assert read(people, "da") == "Ana Berg, Ben Holm og Chen"
    assert read(people[:1]) == "Ana Berg"
    assert read(()) == ""


def test_a_sentence_may_stand_in_a_sentence() -> None:
    assert read(say("form.title", verb=say("button.decline"), case="ESC-7"), "da") == "ESC-7: Sig nej"


def test_numbers_and_plurals_follow_the_language() -> None:
    assert (read(1200), read(1200, "da"), read(0.5, "da")) == ("1,200", "1.200", "0,5")
    assert read(say("list.mine", count=1)) == "You have 1 open case."
    assert read(say("list.mine", count=2)) == "You have 2 open cases."
    assert read(say("list.mine", count=2), "da") == "Du har 2 åbne sager."
    assert read(say("list.mine", count=2), "nb") == "You have 2 open cases."


def test_an_erased_text_says_that_it_is_gone() -> None:
    assert (read(Text("", "ana")), read(Text("", "ana"), "da")) == ("(erased)", "(slettet)")


# time


@pytest.mark.parametrize(
    ("at", "language", "shown"),
    [
        (NOW, "en", "17:55"),
        (NOW, "en-US", "5:55\u202fPM"),
        (NOW, "da", "kl. 17.55"),
        (NOW + timedelta(days=2, hours=15), "en", "Monday 08:55"),
        (NOW + timedelta(days=2, hours=15), "da", "mandag kl. 08.55"),
        (NOW - timedelta(days=1), "en", "Thu 19 Nov 17:55"),
        (NOW + timedelta(days=20), "da", "tors. 10. dec. kl. 17.55"),
        (NOW + timedelta(days=60), "en", "Tue, 19 Jan 2027 17:55"),
        (NOW, "nb", "17:55"),
        (NOW, "en-@", "17:55"),
        (NOW, "da-@", "kl. 17.55"),
    ],
)
def test_the_day_is_said_only_when_it_is_not_today_and_the_year_when_it_is_not_this_one(
    at: datetime, language: str, shown: str
) -> None:
    assert read(at, language) == shown


def test_today_is_the_readers_today() -> None:
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert read(late, timezone="UTC") == "23:30"
    assert read(late, timezone="Europe/Copenhagen") == "Saturday 00:30"
    assert read(late, timezone="Asia/Singapore") == "07:30"


def test_in_a_room_whose_readers_are_in_several_zones_the_zone_is_said() -> None:
    assert read(NOW, person=None) == "17:55 CET"
    assert read(NOW, "da", person=None) == "kl. 17.55 CET"


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "\0"])
def test_a_zone_that_does_not_exist_is_utc(zone: str) -> None:
    assert read(NOW, timezone=zone) == "16:55"


@pytest.mark.parametrize(
    ("span", "english", "danish"),
    [
        (timedelta(minutes=5), "5 minutes", "5 minutter"),
        (timedelta(minutes=1), "1 minute", "1 minut"),
        (timedelta(minutes=90), "1 hour 30 minutes", "1 time og 30 minutter"),
        (timedelta(seconds=90), "1 minute 30 seconds", "1 minut og 30 sekunder"),
        (timedelta(hours=24), "1 day", "1 dag"),
        (timedelta(days=2, hours=3, minutes=4), "2 days 3 hours", "2 dage og 3 timer"),
        (timedelta(days=1, minutes=4), "1 day", "1 dag"),
        (timedelta(), "0 minutes", "0 minutter"),
        (timedelta(minutes=-5), "5 minutes", "5 minutter"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(span: timedelta, english: str, danish: str) -> None:
    assert (read(span), read(span, "da")) == (english, danish)


# the catalogues


class Use(NamedTuple):
    """A key as some line of the code says it. `places` None: they are filled in where this cannot be seen."""

    key: str
    places: frozenset[str] | None
    where: str


@cache
def uses() -> tuple[Use, ...]:
    files = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("adapters/**/*.py")]
    templates = (Use(key, None, "bot/messages/templates.py") for key in SHIPPED.values())
    return (*(use for path in files for use in _uses_in(path)), *templates)


def _uses_in(path: Path) -> Iterator[Use]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (called := _called(node)):
            where = f"{path.relative_to(ROOT)}:{node.lineno}"
            places = frozenset(keyword.arg for keyword in node.keywords if keyword.arg) - {"field"}
            for key in _keys(node.args[0], where):
                filled_later = key.startswith(FILLED_BY_THE_PAGE) and not places
                prefix = "refused." if called == "refuse" else ""
                yield Use(prefix + key, None if filled_later else places, where)


def _called(call: ast.Call) -> str:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name if name in ("say", "refuse") and call.args else ""


def _keys(node: ast.expr, where: str) -> list[str]:
    """A key, or one of two, or a family of them by verb."""
    match node:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_keys(body, where), *_keys(orelse, where)]
        case ast.JoinedStr(values=[ast.Constant(value="may_not."), _]):
            return [f"may_not.{verb}" for verb in OF_A_CASE if verb not in (Verb.OPEN, Verb.SHOW)]
        case ast.JoinedStr(values=[ast.Constant(value=prefix), _]) if prefix == FILLED_BY_THE_PAGE:
            return [f"{FILLED_BY_THE_PAGE}{name}" for name in TEXTS]
        case ast.JoinedStr(values=[ast.Constant(value="refused."), _]):
            return []  # `refuse` itself: what it is given is seen where it is called
        case _:
            raise AssertionError(f"{where}: a key must be written out, so that it can be looked for")


@cache
def catalogue(language: str) -> dict[str, frozenset[str]]:
    """The places of each key."""
    with (ROOT / "adapters" / "locale" / f"{language}.po").open("rb") as file:
        messages = [message for message in read_po(file, locale=language, abort_invalid=True) if message.id]
    keys = [message.id if isinstance(message.id, str) else message.id[0] for message in messages]
    texts = [message.string if isinstance(message.string, tuple) else (message.string,) for message in messages]
    assert all(all(text) for text in texts), "a key without words"
    return {key: frozenset(re.findall(r"\{(\w+)\}", " ".join(text))) for key, text in zip(keys, texts, strict=True)}


def test_there_are_uses_and_languages_to_be_checked() -> None:
    assert {"en", "da"} <= set(LANGUAGES)
    assert len(uses()) > 300
    assert Use("refused.may_not.accept", frozenset(), "") in {use._replace(where="") for use in uses()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_key_has_words_with_exactly_the_places_that_are_filled(language: str) -> None:
    known = catalogue(language)
    wrong = [f"{u.where} {u.key}" for u in uses() if u.key not in known or not _fills(u, known[u.key])]
    assert not wrong, "\n".join(wrong)


def _fills(use: Use, places: frozenset[str]) -> bool:
    """A count may choose the form alone."""
    return use.places is None or use.places in (places, places | {"count"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_words_are_left_that_nobody_says(language: str) -> None:
    assert not sorted(catalogue(language).keys() - {use.key for use in uses()})


def test_every_catalogue_says_the_same_things() -> None:
    first, *others = (catalogue(language) for language in LANGUAGES)
    for other in others:
        assert other == first
