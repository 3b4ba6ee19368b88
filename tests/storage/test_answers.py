"""What deliveries were answered: once, sealed, and forgotten after a day."""

from datetime import timedelta

from sqlalchemy import select

from bot.answers import Says
from bot.words import Label, Name, Say, Template, Text, WallTime, say
from storage.store import SqlStore
from storage.tables import ANSWERS
from tests.storage.builder import NOON, after

HELD: Says = (
    say("a", at=NOON, left=timedelta(minutes=5), count=3, share=0.5, who=Name("ana"), names=(Name("ana"), "ben")),
    say("b", title=Label((("en", "One"), ("da", "En"))), words=Text("a secret word", "rita"), inner=Say("c")),
    say("d", wall=WallTime(NOON, "Europe/Copenhagen"), text=Template("e", (("case", "ESC-1"),), "da", "UTC", True)),
    say("f", text=Template(Label.plain("{case}"), ())),
)


def test_an_answer_is_kept_as_it_was_and_given_once(store: SqlStore) -> None:
    with store.writing() as unit:
        assert unit.answered("k") is None
        assert unit.answer("k", HELD, NOON)
        assert not unit.answer("k", (Say("other"),), NOON)
    with store.writing() as unit:
        assert unit.answered("k") == HELD


def test_nothing_of_it_can_be_read_in_the_database(memory: SqlStore) -> None:
    with memory.writing() as unit:
        unit.answer("k", HELD, NOON)
    with memory.database.reading() as connection:
        (row,) = connection.execute(select(ANSWERS)).all()
    assert b"secret" not in row.body


def test_it_is_forgotten_after_a_day(store: SqlStore) -> None:
    with store.writing() as unit:
        unit.answer("k", HELD, NOON)
        unit.answer("k2", HELD, after(days=1, minutes=1))
        assert unit.answered("k") is None
        assert unit.answered("k2")
