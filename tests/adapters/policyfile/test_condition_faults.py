"""Faults in conditions and clocks: each is found alone, at its line and column."""

from tests.adapters.policyfile.builder import Planted, a_clock_line, is_refused, planted, policy_text

FAULTS: list[Planted] = [
    ("a fact that is none", "unknown-key", "clocks", a_clock_line("{»prio: P1}")),
    ("a field without choices in a condition", "unknown-key", "clocks", a_clock_line("{»note: web}")),
    ("a word of no list", "unknown-name", "clocks", a_clock_line("{priority: [P1, »P0]}")),
    ("a flag of no list", "unknown-name", "clocks", a_clock_line("{flags: »secure}")),
    ("a choice that the field lacks", "unknown-word", "clocks", a_clock_line("{area: »wep}")),
    ("a reason that is none", "unknown-name", "clocks", a_clock_line("{reason: »autority}")),
    ("unsure, which is no word of the file", "unknown-name", "clocks", a_clock_line("{impact: »unsure}")),
    ("a calendar that is none", "unknown-name", "clocks", a_clock_line("{open: »offce}")),
    ("no word at all", "empty-list", "clocks", a_clock_line("{type: »[]}")),
    ("a number without a comparison", "wrong-comparison", "clocks", a_clock_line("{users_affected: »1000}")),
    ("a span compared with users", "wrong-comparison", "clocks", a_clock_line("{users_affected: »'>4h'}")),
    ("a number compared with a deadline", "wrong-comparison", "clocks", a_clock_line("{deadline: »'<4'}")),
    ("a line without a clock", "missing-key", "clocks", "[»{when: {}, hours: office}]"),
    ("a duration of nothing", "wrong-duration", "clocks", "{when: {}, accept: »0m, resolve: 4h}"),
    ("a duration without its unit", "wrong-duration", "clocks", "{when: {}, accept: »10, resolve: 4h}"),
    ("a duration in the wrong order", "wrong-duration", "clocks", "{when: {}, accept: »30m1h, resolve: 4h}"),
    ("years outside of retention", "wrong-duration", "clocks", "{when: {}, accept: 10m, resolve: »1y}"),
    ("a duration beyond all dates", "wrong-duration", "clocks", "{when: {}, accept: 10m, resolve: »999999999w}"),
    ("a percentage of all", "wrong-percentage", "clocks", "{when: {}, accept: 10m, remind: [50%, »100%]}"),
    ("a percentage of nothing", "wrong-percentage", "clocks", "{when: {}, accept: 10m, remind: »0%}"),
    (
        "more reminders than anybody reads",
        "too-many-reminders",
        "clocks",
        "{when: {}, accept: 10m, remind: »[" + ", ".join(f"{percent}%" for percent in range(1, 12)) + "]}",
    ),
    ("a fraction instead of a percentage", "wrong-percentage", "clocks", "{when: {}, accept: 10m, remind: »0.5}"),
    ("a limit beyond ten years", "wrong-duration", "clocks", "{when: {}, accept: 10m, resolve: »3654d}"),
    ("a list where a duration belongs", "wrong-duration", "clocks", "{when: {}, accept: »[10m]}"),
]


@planted(FAULTS)
def test_a_planted_fault_is_found_alone_and_at_its_place(code: str, section: str, text: str) -> None:
    is_refused(policy_text(**{section: text}), code)
