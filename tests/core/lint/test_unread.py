"""Private cases that come to people who are not their readers (S40, S44)."""

from dataclasses import replace

from bot.durations import days
from bot.lint.unread import approval_by_the_reporters_manager, asked_but_no_reader
from bot.people.targets import ManagerOf, Party, PartyOf
from bot.policy.rules import ApprovalLine, Default, Level
from bot.policy.when import When
from tests.core.lint import drafts
from tests.core.lint.drafts import EVERYDAY, INCIDENT, SUPPORT, findings, private_type, said, sound
from tests.harness.builders import fallback, level, targets, when

REPORTERS_MANAGER = ManagerOf(Party.REPORTER)
PRIVATE = replace(drafts.PRIVATE, fallback=fallback("hugo"))
FLAGGED = replace(drafts.FLAGGED, fallback=fallback("hugo"))


def strangers(*levels: Level, readers: str = "hr:") -> list[tuple[object, ...]]:
    """On the path of type hr: where, who, and of what they are no readers."""
    types = {kind.id: kind for kind in (INCIDENT, SUPPORT, private_type("hr", readers))}
    found = findings(asked_but_no_reader, sound(replace(PRIVATE, levels=levels), FLAGGED, EVERYDAY, types=types))
    return [(one.place[3:], *(value for key, value in one.sentence.params if key != "count")) for one in found]


def test_somebody_asked_on_a_private_path_who_is_no_reader_is_told() -> None:
    assert strangers(level("hugo ana"), level("hugo")) == [((0, "ask", 1), ("ana",), "hr")]
    assert strangers(level("hugo")) == []


def test_somebody_beside_a_reader_in_the_fallback_who_is_none_is_told_too() -> None:
    def found(ask: str) -> list[object]:
        path = replace(PRIVATE, levels=(level("hugo"),), fallback=fallback(ask))
        types = {kind.id: kind for kind in (INCIDENT, SUPPORT, private_type("hr", "hr:"))}
        return list(said(asked_but_no_reader, sound(path, FLAGGED, EVERYDAY, types=types)))

    assert found("hugo ana") == [(("paths", PRIVATE.id, "fallback", "ask", 1), "asked-no-reader")]
    assert found("hugo") == []
    assert found("ana") == [], "an error of its own"


def test_whoever_has_a_part_in_the_case_may_read_it_anyway() -> None:
    assert strangers(level([PartyOf(Party.REPORTER), *targets("hugo")])) == []


def test_a_manager_reached_by_climbing_may_be_no_reader() -> None:
    assert strangers(level("hugo"), level([ManagerOf(Party.OWNER)])) == [((1, "ask", 0), ("kim",), "hr")]


def test_whom_the_readers_name_in_the_same_words_is_a_reader() -> None:
    types = {kind.id: kind for kind in (INCIDENT, SUPPORT, private_type("hr", "hugo"))}
    types["hr"] = replace(types["hr"], readers=(*types["hr"].readers, REPORTERS_MANAGER))
    path = replace(PRIVATE, levels=(level([REPORTERS_MANAGER]),))
    assert said(asked_but_no_reader, sound(path, FLAGGED, EVERYDAY, types=types)) == []


def test_a_flag_that_makes_a_case_private_has_readers_of_its_own() -> None:
    found = said(asked_but_no_reader, sound(replace(FLAGGED, levels=(level("ana"),)), PRIVATE, EVERYDAY))
    assert found == [(("paths", "flagged", "levels", 0, "ask", 0), "asked-no-reader")]


def test_a_level_that_no_private_case_comes_to_may_ask_anybody() -> None:
    both = replace(FLAGGED, when=when(), levels=(level("ana"),))
    assert said(asked_but_no_reader, sound(PRIVATE, both)) == []


def test_each_is_told_once_however_many_types_and_flags_come_there() -> None:
    types = {kind.id: kind for kind in (INCIDENT, private_type("hr", "hugo"), private_type("legal", "hugo"))}
    path = replace(PRIVATE, when=when(type="hr legal"), levels=(level("ana"),))
    assert len(findings(asked_but_no_reader, sound(path, FLAGGED, EVERYDAY, types=types))) == 1


def approved(fits: When) -> list[object]:
    line = ApprovalLine(fits, (*targets("kim"), REPORTERS_MANAGER), days(1), Default.DECLINE)
    return list(said(approval_by_the_reporters_manager, sound(approval=(line,))))


def test_the_reporters_manager_does_not_approve_a_private_type() -> None:
    assert approved(when(type="hr")) == [(("approval", 0, "by", 1), "reporters-manager")]
    assert approved(when(type="incident")) == []
    assert approved(when()) == []
