"""What is told of a calendar is not its address: whoever has that can read it."""

from bot.people.feeds import shown_source


def test_of_an_address_the_host_is_shown_and_of_a_file_its_name() -> None:
    assert shown_source("https://u:p@calendars.example:8443/secret?key=1") == "calendars.example"
    assert shown_source("https://") == "?"
    assert shown_source("leave/ben.ics") == "ben.ics"
