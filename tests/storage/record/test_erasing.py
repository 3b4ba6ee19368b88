"""Whoever is erased has no words left in the record, and the record is whole (R41)."""

import json
from datetime import timedelta
from pathlib import Path
from shutil import copyfile

import pytest
from sqlalchemy import select

from bot.cases.commands import AddNote
from bot.people.presence import Absence, OwnSettings
from bot.record.findings import What
from bot.record.keeper import Unwritable
from bot.words import say
from storage.tables import ANSWERS, CONTACTS, IDENTITIES, TEXT_KEYS, TEXTS
from tests.harness.builders import text
from tests.storage.record.kept import Kept


def notes(kept: Kept, case_id: str = "case1") -> list[str]:
    return [remark.text.body for remark in kept.bot.case(case_id).remarks]


@pytest.fixture
def with_hugo(kept: Kept) -> Kept:
    """Hugo wrote in ESC-1, which is open; Ana names him in ESC-3, which is closed."""
    kept.three_cases()
    kept.does("ana", AddNote(text("Hugo Holm did it", "ana")), "case3")
    kept.does("ana", AddNote(text("nobody did it", "ana")), "case3")
    kept.does("mia", AddNote(text("I am at home", "hugo")), "case1")
    kept.checkpoint()
    return kept


def found(kept: Kept, *called: str) -> tuple[list[tuple[int, int, int]], tuple[int, ...]]:
    made = kept.record.found_of("hugo", called or ("Hugo Holm", "hugo@acme.example"))
    return [(case.number, case.wrote, case.named) for case in made.cases], made.open_cases


def test_what_they_wrote_and_what_names_them_is_listed_and_nothing_is_done(with_hugo: Kept) -> None:
    assert found(with_hugo) == ([(1, 1, 0), (3, 0, 1)], (1,))
    assert notes(with_hugo, "case3")[-2:] == ["Hugo Holm did it", "nobody did it"]


@pytest.mark.parametrize("word", ["hugo  holm", "HUGO", "Ｈｕｇｏ", "did it"])
def test_names_are_found_as_whole_words_in_whatever_case(with_hugo: Kept, word: str) -> None:
    assert (3, 0, 2 if word == "did it" else 1) in found(with_hugo, word)[0]
    assert found(with_hugo, "Hug", "o", "Holmes")[0] == [(1, 1, 0)]


def erase(kept: Kept) -> None:
    kept.record.erase(kept.record.found_of("hugo", ("Hugo Holm",)), kept.bot.clock.at)


def test_erased_texts_are_empty_and_the_record_is_whole(with_hugo: Kept) -> None:
    erase(with_hugo)
    assert notes(with_hugo, "case3")[-2:] == ["", "nobody did it"]
    assert notes(with_hugo)[-1] == ""
    result = with_hugo.verdict()
    assert (result.faults, result.erased) == ((), 2)
    assert found(with_hugo) == ([], ())


def test_a_case_that_goes_on_after_it_stays_whole(with_hugo: Kept) -> None:
    erase(with_hugo)
    with_hugo.does("ana", AddNote(text("it goes on", "ana")), "case1")
    with_hugo.does("mia", AddNote(text("I am at home", "hugo")), "case1")  # the same words, sealed anew
    assert notes(with_hugo)[-2:] == ["it goes on", "I am at home"]
    assert with_hugo.verdict().whole


def test_the_ledger_names_nobody(with_hugo: Kept) -> None:
    erase(with_hugo)
    ledger = "".join(with_hugo.lines("erasures.jsonl"))
    assert "hugo" not in ledger.casefold()
    assert len(json.loads(ledger)["texts"]) == 2


def test_a_crash_between_the_ledger_and_the_deletion_is_found_and_made_good(with_hugo: Kept, tmp_path: Path) -> None:
    with with_hugo.bot.store.database.reading() as connection:
        keys = connection.execute(select(TEXT_KEYS)).all()
    erase(with_hugo)
    with with_hugo.bot.store.database.writing() as connection:
        there = set(connection.scalars(select(TEXT_KEYS.c.text_id)))
        connection.execute(TEXT_KEYS.insert(), [row._asdict() for row in keys if row.text_id not in there])
    assert [what for what, _, _ in with_hugo.faults()] == [What.TEXT_KEPT] * 2
    assert (with_hugo.record.replay(), with_hugo.record.replay()) == (2, 0)
    assert with_hugo.verdict().whole


def test_what_stands_beside_the_policy_goes_too_and_comes_back_no_more(with_hugo: Kept) -> None:
    bot, now = with_hugo.bot, with_hugo.bot.clock.at
    profile = bot.met("hugo")
    with bot.store.writing() as unit:
        unit.set_own("hugo", OwnSettings("da", "", None, None), now)
        unit.be_absent(Absence("a1", "hugo", now, now + timedelta(days=3), "his back"), "hugo", now)
    identity = profile.identity
    bot.store.contacts.keep(f"slack:dm:{identity.workspace}:{identity.user}", "D1")
    bot.store.contacts.keep("slack:dm:T1:UOTHER", "D2")
    beside = dict(with_hugo.record.found_of("hugo", ()).beside)
    assert beside == {"accounts": 1, "own settings": 1, "absences": 1, "contacts": 1}
    erase(with_hugo)
    with bot.store.database.reading() as connection:
        account = connection.execute(select(IDENTITIES)).one()
        assert (account.person, account.name, account.email) == ("hugo", "", "")
        assert list(connection.scalars(select(CONTACTS.c.key))) == ["slack:dm:T1:UOTHER"]
    with bot.store.writing() as unit:
        there = unit.presence(now)
    assert (there.own, [absence.why for absence in there.absences]) == ({}, [""])
    bot.later(5)
    with bot.store.writing() as unit:
        unit.acted(profile, bot.clock.at)
        unit.set_own("hugo", OwnSettings("en", "", None, None), bot.clock.at)
    with_hugo.record.replay()  # as at every start: what came after it is theirs
    with bot.store.writing() as unit:
        assert unit.presence(bot.clock.at).own["hugo"].language == "en"
        assert (unit.profile_of("hugo") or profile).name == profile.name


def test_a_copy_from_before_is_erased_anew(on_sqlite: Kept, tmp_path: Path) -> None:
    on_sqlite.three_cases()
    on_sqlite.tampers("PRAGMA wal_checkpoint(TRUNCATE)")
    copyfile(tmp_path / "stige.db", tmp_path / "old.db")
    on_sqlite.record.erase(on_sqlite.record.found_of("ana", ()), on_sqlite.bot.clock.at)
    again = Kept(f"sqlite:///{tmp_path / 'old.db'}", on_sqlite.folder)
    with again.bot.store.database.reading() as connection:
        theirs = len(connection.execute(select(TEXTS.c.id).where(TEXTS.c.by == "ana")).all())
    assert again.record.replay() == theirs > 0
    assert again.verdict().whole
    again.bot.store.close()


def test_without_a_ledger_nothing_is_erased(with_hugo: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    (with_hugo.folder / "erasures.jsonl").mkdir()
    with pytest.raises(Unwritable):
        erase(with_hugo)
    assert notes(with_hugo, "case3")[-2] == "Hugo Holm did it"


def test_a_changed_ledger_is_named(with_hugo: Kept) -> None:
    erase(with_hugo)
    with_hugo.rewrites(
        [line.replace('"texts":["', '"texts":["a') for line in with_hugo.lines("erasures.jsonl")], "erasures.jsonl"
    )
    assert (What.LEDGER_CHANGED, None, 1) in with_hugo.faults()
    with pytest.raises(Unwritable):
        with_hugo.record.replay()


def test_no_first_answer_outlives_them_and_what_was_answered_is_done_no_second_time(with_hugo: Kept) -> None:
    at = with_hugo.bot.clock.at
    said = (say("told.noted", words=text("Hugo Holm did it", "ana")),)
    with with_hugo.bot.store.writing() as unit:
        unit.answer("before", said, at)
        unit.answer("after", said, at + timedelta(seconds=1))
    erase(with_hugo)
    with with_hugo.bot.store.writing() as unit:
        assert unit.answered("before") is None
        assert unit.answered("after") == said
        assert not unit.answer("before", said, at)
    with with_hugo.bot.store.database.reading() as connection:
        wrapped = connection.scalar(select(ANSWERS.c.wrapped).where(ANSWERS.c.key == "before"))
    assert wrapped == b"", "its key is gone, and nobody can read it"


def test_a_copy_put_back_has_no_first_answers_of_before_the_erasure(with_hugo: Kept) -> None:
    at = with_hugo.bot.clock.at
    erase(with_hugo)
    with with_hugo.bot.store.writing() as unit:  # as the copy had it
        unit.answer("before", (say("told.noted", words=text("Hugo Holm did it", "ana")),), at)
    with_hugo.record.replay()
    with with_hugo.bot.store.writing() as unit:
        assert unit.answered("before") is None
