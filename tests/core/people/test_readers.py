"""In which language and zone somebody reads (S21)."""

import pytest

from bot.people.identity import Identity, Platform, Profile, Reader
from bot.people.readers import reader_of
from bot.people.roster import Person, Roster

ROSTER = Roster(
    "Europe/Copenhagen", "en", {"ana": Person("ana", "Ana", "a@x.example", language="nb", timezone="Europe/Oslo")}
)


def profile(language: str = "", timezone: str = "") -> Profile:
    return Profile(Identity(Platform.SLACK, "T1", "U1"), "Ana", language=language, timezone=timezone)


def test_the_chat_profile_counts_first_then_the_file_for_the_person_then_the_files_own() -> None:
    assert reader_of("ana", profile("da", "Asia/Tokyo"), ROSTER) == Reader("ana", "da", "Asia/Tokyo")
    assert reader_of("ana", profile(), ROSTER) == Reader("ana", "nb", "Europe/Oslo")
    assert reader_of("slack:T1:U1", profile(), ROSTER) == Reader("slack:T1:U1", "en", "Europe/Copenhagen")


def test_a_room_reads_as_the_file_does() -> None:
    assert reader_of(None, None, ROSTER) == Reader(None, "en", "Europe/Copenhagen")


@pytest.mark.parametrize("zone", ["Mars/Olympus", "/etc/passwd", "../x", "\0", "a" * 300])
def test_a_zone_that_does_not_exist_gives_way_to_the_next(zone: str) -> None:
    assert reader_of("ana", profile(timezone=zone), ROSTER).timezone == "Europe/Oslo"


def test_where_no_zone_exists_it_is_utc() -> None:
    assert reader_of(None, None, Roster("Nowhere", "en", {})).timezone == "UTC"
