"""A company by chance, as sections of a policy file: people, teams, places, vendors, calendars, duty, customers.

Two may approve, every team has somebody, nobody is their own manager, and no calendar stays closed for long.
"""

from typing import Any

from tests.core.cases.chance import Chance

Section = dict[str, Any]

NAMES = ("ana", "ben", "chen", "dora", "élise", "gül")
ZONES = ("Europe/Copenhagen", "America/New_York", "Asia/Kathmandu", "UTC")
TIERS, REGIONS = ("vip", "standard"), ("eu", "apac", "NO")
SKILLS, AUTHORITY = ("network", "server"), ("approve", "break-glass", "hold", "policy", "release")
HOOKS = "hooks.example"  # the host that webhooks may go to


def company(chance: Chance) -> Section:
    """The last two of the people may approve."""
    who = NAMES[: chance.number(3, len(NAMES))]
    sections: Section = {"calendars": calendars(chance)}
    known = tuple(sections["calendars"])
    sections["people"] = {name: _person(chance, name, who, known) for name in who}
    for name in who[-2:]:
        sections["people"][name]["authority"] = ["approve", chance.one("hold", "break-glass")]
    sections["places"] = {"ops": {"slack": "#ops", "teams": "Operations/Incidents"}, "board": _place(chance)}
    sections["teams"] = {name: _team(chance, who) for name in ("web", "hr", "crew")[: chance.number(1, 3)]}
    sections["vendors"] = {"telco": _vendor(chance, known)}
    names = ("duty", "night")[: chance.number(1, 2)]
    sections["schedules"] = {name: _schedule(chance, who, tuple(sections["teams"]), known) for name in names}
    sections["customers"] = {name: _customer(chance, name, who) for name in ("acme", "bolt")[: chance.number(1, 2)]}
    return sections


def coin(chance: Chance) -> bool:
    return chance.one(True, False)


def maybe(chance: Chance, **keys: Any) -> Section:
    """Each of them or not."""
    return {key: value for key, value in keys.items() if coin(chance)}


def _person(chance: Chance, name: str, who: tuple[str, ...], calendars: tuple[str, ...]) -> Section:
    above = who[who.index(name) + 1 :]
    return {
        "name": name.capitalize() + chance.one("", " Østergård", ", the second", ': "the" one'),
        "email": f"p{who.index(name)}@nordlys.example",
        **({"manager": chance.one(*above)} if above and chance.number(0, 5) else {}),
        **maybe(
            chance,
            skills=list(chance.some(SKILLS, 1)),
            authority=list(chance.some(AUTHORITY, 1)),
            language=chance.one("en", "da", "zh-Hans"),
            timezone=chance.one(*ZONES),
            region=chance.one(*REGIONS),
        ),
        **({"hours": chance.one(*calendars)} if chance.number(0, 3) == 0 else {}),
        **({"limit": chance.number(1, 3)} if chance.number(0, 3) == 0 else {}),
    }


def _place(chance: Chance) -> Section:
    webhook = {"webhook": f"https://{HOOKS}/status"}
    return chance.one({"slack": "#status"}, {"email": ["board@nordlys.example"]}, webhook, {**webhook, "teams": "A/B"})


def _team(chance: Chance, who: tuple[str, ...]) -> Section:
    return {"members": list(chance.some(who, 1)), "coordinator": chance.one(*who), **maybe(chance, place="ops")}


def _vendor(chance: Chance, calendars: tuple[str, ...]) -> Section:
    way = chance.one({"email": "noc@telco.example"}, {"webhook": f"https://{HOOKS}/telco"})
    times = maybe(chance, accept_within=chance.one("1h", "30m"), resolve_within="8h", hours=chance.one(*calendars))
    return {"name": "Telco ApS", **way, **times}


def calendars(chance: Chance) -> Section:
    """Each is open for four hours or more on every weekday that is no holiday."""
    shops = {"mon-fri": "08:00-16:00"}, {"mon-thu": "09:00-13:00, 14:00-17:30", "fri": "10:00-15:00"}
    days = {"mon-fri": "12:00-20:00", "sat": "10:00-12:00"}, {"mon-sun": "22:00-06:00"}, {"mon-sat": "00:00-24:00"}
    dates = {"12-24": "closed", "12-31": "08:00-12:00", "2026-12-01..2026-12-09": "closed", "2027-03-28": "01:00-05:00"}
    special = chance.some(tuple(dates), most=3)
    office = {"open": {**chance.one(*shops, *days), **{day: dates[day] for day in special}}}
    settings = maybe(chance, holidays=chance.one("DK", ["DK", "DE-BY"], "none"), timezone=chance.one(*ZONES))
    return {"office": {**office, **settings}, **maybe(chance, late={"open": chance.one(*days)})}


def _schedule(chance: Chance, who: tuple[str, ...], teams: tuple[str, ...], calendars: tuple[str, ...]) -> Section:
    layers = [_layer(chance, who, teams, calendars) for _ in range(chance.number(1, 3))]
    return {"layers": [*layers, {"people": list(chance.some(who, 1))}], **_pass_on(chance)}


def _pass_on(chance: Chance) -> Section:
    return maybe(chance, pass_on={"note": ["P1"], **maybe(chance, accept_within="30m")})


def _layer(chance: Chance, who: tuple[str, ...], teams: tuple[str, ...], calendars: tuple[str, ...]) -> Section:
    crew = chance.one({"people": list(chance.some(who, 1))}, {"teams": list(chance.some(teams, 1))})
    in_place = {"mon-fri": "09:00-17:00", "sat": "22:00-02:00"}
    turn = {"turn": chance.one("1d", "1w", "2w"), **maybe(chance, handoff=chance.one("mon 09:00", "02:30"))}
    return {
        **crew,
        **maybe(chance, hours=chance.one(in_place, *calendars), timezone=chance.one(*ZONES)),
        **chance.one({}, turn, {**turn, "from": "2026-01-05"}),
        **chance.one({}, {}, {"until": "2027-01-05 09:00"}),
    }


def _customer(chance: Chance, name: str, who: tuple[str, ...]) -> Section:
    contact, followers = [f"it@{name}.example"], list(chance.some(who, 1))
    settings = maybe(chance, contact=contact, followers=followers, language="da", timezone=chance.one(*ZONES))
    return {"name": name.upper(), **maybe(chance, tier=chance.one(*TIERS), region=chance.one(*REGIONS)), **settings}
