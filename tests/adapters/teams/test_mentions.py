"""A command means whose account is mentioned, whatever it is called; other words keep the names."""

from dataclasses import replace

from tests.adapters.teams.conftest import ANA, BEN, Bot
from tests.harness.teams_server import Human

STRANGER = Human("u-stranger", "x 10:00 for @kim", "x@elsewhere.example")


def says(bot: Bot, text: str, *mentioned: Human, **without: str) -> tuple[object, str]:
    """What the desk was asked, by names and by ids; what of an account is `without` is not told."""
    activities = bot.driver.activities
    entities = [
        {"type": "mention", "mentioned": human.account() | without, "text": f"<at>{human.name}</at>"}
        for human in mentioned
    ]
    bot.driver.does(
        "ana", activities.message(ANA, text.format(*(f"<at>{h.name}</at>" for h in mentioned)), entities=entities)
    )
    return bot.desk.done[-1][1], bot.desk.by_ids[-1]


def test_people_are_named_by_their_accounts_and_strangers_by_plain_names(bot: Bot) -> None:
    bot.desk.people[BEN.id] = "ben"
    bot.teams.people["stranger"] = STRANGER
    assert says(bot, "override {} fri for {}", BEN, STRANGER) == (
        f"override @{BEN.name} fri for @{STRANGER.name}",
        "override @ben fri for @x_10_00_for_kim",
    )


def test_an_account_that_is_told_by_its_id_in_teams_alone_is_looked_up(bot: Bot) -> None:
    bot.desk.people[BEN.id] = "ben"
    assert says(bot, "who {}", BEN, aadObjectId="") == (f"who @{BEN.name}", "who @ben")


def test_whom_no_roster_knows_keeps_their_name(bot: Bot) -> None:
    assert says(bot, "who {}", replace(STRANGER, name="Zoe")) == ("who @Zoe", "who @Zoe")


def test_two_of_one_name_are_told_apart(bot: Bot) -> None:
    bot.desk.people |= {BEN.id: "ben", STRANGER.id: "zoe"}
    double = replace(STRANGER, name=BEN.name)
    bot.teams.people["stranger"] = double
    assert says(bot, "override {} fri for {}", BEN, double)[1] == "override @ben fri for @zoe"


def test_a_summary_looks_nobody_up(bot: Bot) -> None:
    bot.desk.people[BEN.id] = "ben"
    assert says(bot, "escalate till is down, ask {}", BEN) == (f"till is down, ask @{BEN.name}", "")
