"""Faults among people, teams, places, vendors and customers: each is found alone, at its line and column."""

from tests.adapters.policyfile.builder import ANA, KIM, Planted, is_refused, people, planted, policy_text

FAULTS: list[Planted] = [
    ("a manager whom nobody knows", "unknown-name", "people", people(f"{ANA}, manager: »kin")),
    ("a loop of managers", "manager-loop", "people", f"{{ana: {{{ANA}, manager: »kim}}, {KIM[:-1]}, manager: ana}}}}"),
    ("one's own manager", "manager-loop", "people", people(f"{ANA}, manager: »ana")),
    ("an e-mail that is none", "wrong-email", "people", people("name: Ana, email: »ana.tiny.example")),
    ("an e-mail of two people", "twice", "people", f"{{ana: {{{ANA}}}, kim: {{name: Kim, email: »Ana@tiny.example}}}}"),
    (
        "an e-mail of another on one chat",
        "twice",
        "people",
        f"{{ana: {{{ANA}, slack: »KIM@tiny.example}}, {KIM}}}",
    ),
    ("an id of two people on one chat", "twice", "people", f"{{ana: {{{ANA}, teams: a1}}, {KIM[:-1]}, teams: »A1}}}}"),
    ("a time zone that is none", "unknown-timezone", "people", people(f"{ANA}, timezone: »Europe/Copenhagn")),
    ("a language that is none", "wrong-language", "people", people(f"{ANA}, language: »Danish!")),
    ("a region that the file lacks", "unknown-name", "people", people(f"{ANA}, region: »nort")),
    ("hours that are no calendar", "unknown-name", "people", people(f"{ANA}, hours: »offices")),
    *(
        (f"leave at {source}", "wrong-calendar", "people", people(f"{ANA}, leave: »'{source}'"))
        for source in [
            "http://x.example/a.ics",
            "webcal://x.example/a.ics",
            "https:///a.ics",
            "/etc/a.ics",
            "../a.ics",
            "a/../../b.ics",
            "a//b.ics",
            "C:\\a.ics",
            "leave.csv",
            "leave",
            "a@b.dk",
        ]
    ),
    ("a limit of none", "wrong-number", "people", people(f"{ANA}, limit: »0")),
    ("a limit in quotes", "wrong-number", "people", people(f"{ANA}, limit: »'3'")),
    (
        "a person called as a part in a case",
        "wrong-id",
        "people",
        f"{{ana: {{{ANA}}}, {KIM}, »owner: {{name: O, email: o@t.dk}}}}",
    ),
    ("a member whom nobody knows", "unknown-name", "teams", "{desk: {members: [ana, »bn], coordinator: kim}}"),
    ("a team of nobody", "empty-list", "teams", "{desk: {members: »[], coordinator: kim}}"),
    ("a place of a team that is none", "unknown-name", "teams", "{desk: {members: ana, coordinator: kim, place: »op}}"),
    ("a place without a way to it", "missing-key", "places", "{»ops: {}}"),
    ("a webhook without https", "wrong-address", "places", "{ops: {webhook: »http://status.example}}"),
    ("a vendor without an address", "missing-key", "vendors", "{»telco: {name: Telco}}"),
    ("a tier that the file lacks", "unknown-name", "customers", "{acme: {name: Acme, tier: »golden}}"),
    ("a follower whom nobody knows", "unknown-name", "customers", "{acme: {name: Acme, followers: [»anna]}}"),
]


@planted(FAULTS)
def test_a_planted_fault_is_found_alone_and_at_its_place(code: str, section: str, text: str) -> None:
    is_refused(policy_text(**{section: text}), code)
