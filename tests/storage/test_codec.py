"""Values as JSON: what is written comes back the same, and old writings stay readable."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cases.case import Case
from bot.cases.events import Event
from bot.cases.timer_commands import TimersCommand
from bot.people.targets import ManagerOf, Party
from bot.policy.policy import Policy
from bot.words import Text
from storage.codec import Json, decode, dumps, encode
from tests.storage.values import values


class Listed:
    """Keeps texts in a list and refers to them by their place in it."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self.places: list[str] = []

    def refer(self, text: Text, place: str) -> Json:
        self.texts.append(text)
        self.places.append(place)
        return len(self.texts) - 1

    def read(self, reference: Json) -> Text:
        return self.texts[reference]


@settings(max_examples=60)
@given(st.data(), st.sampled_from([Case, Policy, *get_args(Event), *get_args(TimersCommand)]))
def test_every_stored_value_comes_back_the_same(data: st.DataObject, kind: type[object]) -> None:
    value, texts = data.draw(values(kind)), Listed()
    assert decode(kind, json.loads(dumps(encode(kind, value, texts))), texts) == value


@settings(max_examples=30)
@given(values(Case))
def test_equal_values_are_the_same_bytes(case: Case) -> None:
    again = decode(Case, encode(Case, case, texts := Listed()), texts)
    assert dumps(encode(Case, again, Listed())) == dumps(encode(Case, case, Listed()))


def test_no_text_stands_in_the_json_and_each_is_known_by_its_place() -> None:
    @dataclass(frozen=True)
    class Letter:
        body: Text
        remarks: tuple[tuple[str, Text], ...] = ()

    texts = Listed()
    letter = Letter(Text("secret", "ana"), (("margin", Text("hidden", "ben")),))
    assert encode(Letter, letter, texts) == {"body": 0, "remarks": [["margin", 1]]}
    assert texts.places == ["Letter.body", "Letter.remarks"]


def test_a_text_where_none_belongs_is_refused() -> None:
    @dataclass(frozen=True)
    class Letter:
        body: Text

    with pytest.raises(TypeError, match=r"Letter\.body"):
        encode(Letter, Letter(Text("secret", "ana")))


def test_a_person_called_owner_is_not_taken_for_the_owner() -> None:
    for whom in ("owner", Party.OWNER):
        assert decode(ManagerOf, encode(ManagerOf, ManagerOf(whom))) == ManagerOf(whom)
        assert type(decode(ManagerOf, encode(ManagerOf, ManagerOf(whom))).whom) is type(whom)


def test_instants_are_written_in_utc_whatever_their_zone() -> None:
    copenhagen = timezone(timedelta(hours=1))
    assert encode(datetime, datetime(2026, 1, 1, 12, tzinfo=copenhagen)) == "2026-01-01T11:00:00+00:00"
    with pytest.raises(ValueError, match="without a zone"):
        encode(datetime, datetime(2026, 1, 1, 12))  # noqa: DTZ001


def test_what_is_nothing_is_left_out_and_what_is_unknown_is_passed_over() -> None:
    @dataclass(frozen=True)
    class Line:
        id: str
        remind: tuple[float, ...] | None = None
        tries: int = 0
        days: frozenset[date] = frozenset()

    assert encode(Line, Line("a")) == {"id": "a", "tries": 0}
    assert encode(Line, Line("a", remind=())) == {"id": "a", "remind": [], "tries": 0}
    assert decode(Line, {"id": "a", "tries": 0, "from_the_future": 1}) == Line("a")


def test_mappings_keep_the_order_of_the_policy_file() -> None:
    @dataclass(frozen=True)
    class Section:
        lines: dict[str, int]

    written = Section({"zulu": 1, "alpha": 2})
    assert list(decode(Section, json.loads(dumps(encode(Section, written)))).lines) == ["zulu", "alpha"]


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        dumps(encode(float, float("nan")))
    with pytest.raises(TypeError, match="no JSON form"):
        encode(bytes, b"")


def test_a_leap_second_of_precision_is_not_lost() -> None:
    at = datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
    assert decode(datetime, encode(datetime, at)) == at
