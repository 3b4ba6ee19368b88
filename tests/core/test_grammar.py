"""What may be typed behind the command, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar import (
    COMMANDS,
    AboutMe,
    Asked,
    ExplainPolicy,
    Help,
    ListCases,
    MyCases,
    NotYet,
    OpenAtOnce,
    OpenForm,
    OverrideDuty,
    ShowCase,
    SimulateCase,
    UpdateCase,
    WhoIs,
    WhoIsOnCall,
    case_number,
    read_line,
)


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("help", Help()),
        ("  HELP ", Help()),
        ("list", ListCases()),
        ("mine", MyCases()),
        ("show ESC-7", ShowCase(7)),
        ("show  esc-7", ShowCase(7)),
        ("show #7", ShowCase(7)),
        ("show 7", ShowCase(7)),
        ("oncall", WhoIsOnCall()),
        ("oncall network-on-call", WhoIsOnCall("network-on-call")),
        ("who @ana", WhoIs("ana")),
        ("who Kim Østergård", WhoIs("Kim Østergård")),
        ("me", AboutMe()),
        ("me away fri 18:00 – mon 08:00", AboutMe("away fri 18:00 – mon 08:00")),
        ("me back", AboutMe("back")),
        ("override", OverrideDuty()),
        ("override @one for @another", OverrideDuty("one", "", "another")),
        ("override @one fri 18:00 – sat 08:00 in nights", OverrideDuty("one", "fri 18:00 – sat 08:00", "", "nights")),
        ("override @one fri 18:00 – sat 08:00 for @another", OverrideDuty("one", "fri 18:00 – sat 08:00", "another")),
        ("policy", ExplainPolicy()),
        ("policy incident", ExplainPolicy("incident")),
        ("policy Policy breach at Acme", ExplainPolicy("Policy breach at Acme")),
        ("simulate", SimulateCase()),
        ("simulate incident now at fri 17:55", SimulateCase(("incident", "now"), "fri 17:55")),
        ("simulate at 9:00", SimulateCase((), "9:00")),
        ("review", NotYet("review")),
        ("drill", NotYet("drill")),
        ("update ESC-7 it goes well", UpdateCase(7, "it goes well")),
        ("update #7", UpdateCase(7)),
        ("update 7 servers are down", OpenForm("update 7 servers are down")),
    ],
)
def test_a_command_counts_when_the_whole_line_fits(line: str, means: Asked) -> None:
    assert read_line(line) == means


@pytest.mark.parametrize(
    "line",
    [
        "policy " + "x" * 81,
        "help, the shop is down",
        "list of orders is empty",
        "mine shaft flooded",
        "show stopper in checkout",
        "show",
        "show ESC-",
        "show ESC-7 now",
        "show 1234567890",
        "who deleted the production database",
        "who is that?",
        "who " + "x" * 81,
        "who",
        "oncall phone is dead",
        "me and my team cannot log in",
        "override switch stuck",
        "update fails on every laptop",
        "drill bit broken",
        "checkout is down",
    ],
)
def test_any_other_line_is_the_summary_of_a_case(line: str) -> None:
    assert read_line(line) == OpenForm(line)


@pytest.mark.parametrize("line", ["", "   ", "\n", "!", "! ", "!\u200b"])
def test_nothing_opens_the_empty_form(line: str) -> None:
    assert read_line(line) == OpenForm("")


@pytest.mark.parametrize("line", ["!all tills are down", "! all tills are down", "！all tills are down"])
def test_an_exclamation_mark_opens_at_once(line: str) -> None:
    assert read_line(line) == OpenAtOnce("all tills are down")


def test_an_exclamation_mark_makes_no_command() -> None:
    assert read_line("!help") == OpenAtOnce("help")


def test_marks_alone_are_nothing_to_open_a_case_with() -> None:
    assert read_line("!!!") == OpenForm("!!")


@pytest.mark.parametrize(
    ("line", "means"),
    [
        ("ｈｅｌｐ", Help()),
        ("ｓｈｏｗ ｅｓｃ－７", ShowCase(7)),
        ("show\u00a0ESC-7", ShowCase(7)),
        ("show \u200bESC-7", ShowCase(7)),
        ("\u202ehelp", Help()),
        ("show ٧", OpenForm("show ٧")),
        ("店が止まった", OpenForm("店が止まった")),
        ("２０％ off is broken", OpenForm("２０％ off is broken")),
        ("checkout\x00 is\tdown\r\nnow", OpenForm("checkout is down now")),
        ("\ud800 down", OpenForm("down")),
    ],
)
def test_full_width_and_invisible_characters_hide_nothing_and_break_nothing(line: str, means: Asked) -> None:
    assert read_line(line) == means


@pytest.mark.parametrize(("said", "number"), [("ESC-7", 7), ("esc-0012", 12), ("#7", 7), ("７", 7), (" 7 ", 7)])
def test_a_case_number_is_understood_however_it_is_written(said: str, number: int) -> None:
    assert case_number(said) == number


@pytest.mark.parametrize("said", ["", "ESC", "-7", "7.0", "ESC-7a", "ESC-9999999999", "seven"])
def test_what_is_no_case_number(said: str) -> None:
    assert case_number(said) is None


@given(st.text())
def test_every_line_means_something(line: str) -> None:
    match read_line(line):
        case OpenForm(words) | OpenAtOnce(words):
            assert words == " ".join(words.split())
            assert words.encode() is not None
        case _:
            pass


def test_every_command_understands_its_own_example() -> None:
    for command in COMMANDS:
        assert not isinstance(read_line(command.example), OpenForm), command.name


def test_what_a_later_version_does_is_known_to_be_later() -> None:
    later = {command.name for command in COMMANDS if not command.in_force}
    assert later == {"review", "drill"}
    assert {name for name in later if isinstance(read_line(name), NotYet)} == later


def test_the_sub_commands_are_those_that_others_rely_on() -> None:
    names = "help list mine show who oncall me override policy simulate review drill update"
    assert {command.name for command in COMMANDS} == set(names.split())
