"""Faults in what a case may be, from priority to private: each is found alone, at its line and column."""

from tests.adapters.policyfile.builder import Planted, is_refused, planted, policy_text


def priority(table: str = "{all: P1, one: P2}", names: str = "[P1, P2]", more: str = "") -> str:
    return f"{{names: {names}, impact: [all, one], urgency: now, table: {table}, {more}}}"


FAULTS: list[Planted] = [
    ("one priority alone", "wrong-number", "priority", priority("{all: P1, one: P1}", names="»P1")),
    ("a priority twice", "twice", "priority", priority(names="[P1, P2, »P1]")),
    ("a priority called any", "wrong-id", "priority", priority(names="[P1, P2, »any]")),
    (
        "a table with a row missing",
        "incomplete-table",
        "priority",
        "{names: [P1, P2], impact: [all, one], urgency: now, »table: {all: P1}}",
    ),
    (
        "a table with a short row",
        "incomplete-table",
        "priority",
        "{names: [P1, P2], impact: all, urgency: [now, then], table: {all: »[P1]}}",
    ),
    ("a table with another row", "unknown-key", "priority", priority("{all: P1, one: P2, »on: P2}")),
    ("a table with another priority", "unknown-name", "priority", priority("{all: P1, one: »P9}")),
    ("an urgent priority that is none", "unknown-name", "priority", priority(more="urgent: »P0")),
    ("an override to nothing", "missing-key", "priority", priority(more="overrides: [»{when: {}, because: so}]")),
    (
        "an override both ways",
        "too-many-keys",
        "priority",
        priority(more="overrides: [»{when: {}, because: so, to: P1, raise: 1}]"),
    ),
    ("an override without a reason", "missing-key", "priority", priority(more="overrides: [»{when: {}, raise: 1}]")),
    ("a required item that is none", "unknown-name", "types", "{incident: {title: I, required: {any: [»sumary]}}}"),
    (
        "a required field that the type does not ask",
        "unknown-name",
        "types",
        "{incident: {title: I, required: {any: [»note]}}}",
    ),
    (
        "required for a priority that is none",
        "unknown-key",
        "types",
        "{incident: {title: I, required: {»P7: [steps]}}}",
    ),
    ("a private type without readers", "missing-key", "types", "{»hr: {title: HR, private: true}}"),
    (
        "a private type that a room reads",
        "wrong-target",
        "types",
        "{hr: {title: HR, private: true, readers: »{place: ops}}}",
    ),
    ("yes where true belongs", "wrong-boolean", "types", "{hr: {title: HR, private: »yes, readers: {person: kim}}}"),
    ("an audience that is none", "unknown-word", "types", "{incident: {title: I, audience: »extern}}"),
    ("a field named as a fact", "wrong-id", "fields", "{area: {title: A}, »type: {title: Type}}"),
    ("a choice twice", "twice", "fields", "{area: {title: A, choices: [web, »web]}}"),
    (
        "privacy by something other than flags",
        "unknown-key",
        "private",
        "{when: {flags: legal, »type: incident}, readers: {person: kim}}",
    ),
    ("a suggestion of nothing", "missing-key", "suggest", "[»{words: breach}]"),
    ("a suggested word with a star inside", "wrong-word", "suggest", "{words: [»br*ch], flag: legal}"),
]


@planted(FAULTS)
def test_a_planted_fault_is_found_alone_and_at_its_place(code: str, section: str, text: str) -> None:
    is_refused(policy_text(**{section: text}), code)
