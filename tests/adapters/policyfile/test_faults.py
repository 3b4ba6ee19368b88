"""What is told of a faulty policy: every fault at once, each at its place, with a hint."""

import pytest

from tests.adapters.policyfile.builder import (
    ANA,
    KIM,
    LEVEL,
    Planted,
    a_calendar,
    a_clock_line,
    a_path,
    faults_of,
    is_refused,
    people,
    planted,
    policy,
    policy_text,
)

FAULTS: list[Planted] = [
    ("an unknown key", "unknown-key", "people", people(f"{ANA}, »skils: [web]")),
    ("a key twice", "duplicate-key", "people", people(f"{ANA}, »name: Ana")),
    ("an id twice", "duplicate-key", "places", "{ops: {slack: a}, »ops: {slack: b}}"),
    ("a key without its value", "no-value", "places", "{ops: {»slack: , teams: x}}"),
    ("a key that is missing", "missing-key", "people", f"{{»ana: {{name: Ana}}, {KIM}}}"),
    ("an id with a space", "wrong-id", "teams", "{desk: {members: ana, coordinator: kim}, »a b: {members: ana}}"),
    ("a list where keys belong", "wrong-shape", "places", "»[ops]"),
    ("keys where a text belongs", "wrong-shape", "version", "»[1, 2]"),
    ("another format", "wrong-format", "stige", "»2"),
    ("a policy whose id is none", "wrong-id", "policy", "»two words"),
    ("a text of a book's length", "too-long", "fields", f"{{area: {{title: »{'a' * 4_001}}}}}"),
    ("a word of a line's length", "too-long", "version", f"»{'a' * 65}"),
    ("a text in no language", "no-value", "fields", "{area: {title: »{}}}"),
    ("a text cut by its comma", "no-value", "fields", "{area: {title: {en: Hello, »friends: }}}"),
]


@planted(FAULTS)
def test_a_planted_fault_is_found_alone_and_at_its_place(code: str, section: str, text: str) -> None:
    is_refused(policy_text(**{section: text}), code)


def test_the_small_policy_itself_has_no_fault() -> None:
    assert policy().rules.policy == "tiny"


@pytest.mark.parametrize(
    "section", ["stige", "policy", "version", "timezone", "people", "priority", "types", "clocks", "paths"]
)
def test_a_section_that_every_policy_needs_is_missed_at_the_beginning_of_the_file(section: str) -> None:
    faults = faults_of(policy_text(without=section).encode())
    assert any((f.line, f.column, f.code) == (1, 1, "missing-key") and section in f.message for f in faults)


def test_an_unknown_section_is_told_at_its_name() -> None:
    is_refused(policy_text() + "»pathes: {}\n", "unknown-key", "Did you mean 'paths'?")


@pytest.mark.parametrize("section", ["types", "paths"])
def test_a_policy_without_any_type_or_path_is_refused(section: str) -> None:
    text = policy_text(**{section: "{}"}).replace(f"\n{section}:", f"\n»{section}:")
    is_refused(text, "empty-section")


def test_what_is_missing_from_a_list_of_one_without_brackets_is_told_at_its_key() -> None:
    text = policy_text(suggest="{words: breach}").replace("\nsuggest", "\n»suggest")
    is_refused(text, "missing-key", "'flag'", "'type'")


def test_all_faults_are_found_in_one_reading_in_the_order_of_the_file() -> None:
    faults = faults_of(
        policy_text(
            timezone="Mars",
            people=f"{{ana: {{{ANA}, limit: few}}, {KIM}, bo: {{email: bo}}}}",
            clocks="[{when: {priority: P9}, accept: soon}, {when: {}, accept: 10m, resolve: 4h}]",
        ).encode()
    )
    assert [fault.code for fault in faults] == [
        "unknown-timezone",
        "wrong-number",
        "missing-key",
        "wrong-email",
        "unknown-name",
        "wrong-duration",
    ]
    assert faults == sorted(faults)


@pytest.mark.parametrize(
    ("sections", "hint"),
    [
        ({"people": people(f"{ANA}, »tmezone: UTC")}, "'timezone'"),
        ({"clocks": a_clock_line("{»tpye: incident}")}, "'type'"),
    ],
)
def test_an_unknown_key_names_the_one_that_was_meant(sections: dict[str, str], hint: str) -> None:
    is_refused(policy_text(**sections), "unknown-key", f"Did you mean {hint}?")


@pytest.mark.parametrize(
    ("sections", "hint"),
    [
        ({"people": people(f"{ANA}, manager: »kimm")}, "'kim'"),
        ({"teams": "{desk: {members: »anna, coordinator: kim}}"}, "'ana'"),
        ({"clocks": a_clock_line("{type: »incidnet}")}, "'incident'"),
        ({"clocks": a_clock_line("{region: »North}")}, "'north'"),
        ({"paths": a_path(more="at_once: {when: {}, level: »desk},")}, "'Desk'"),
        ({"calendars": a_calendar("mon: '08:00-12:00'", "holidays: »dk")}, "'DK'"),
    ],
)
def test_an_unknown_name_names_the_one_that_was_meant(sections: dict[str, str], hint: str) -> None:
    (fault,) = faults_of(policy_text(**sections).replace("»", "").encode())
    assert f"Did you mean {hint}?" in fault.message


def test_a_text_cut_by_its_comma_is_told_to_stand_in_quotes() -> None:
    text = a_path(f"{LEVEL}, duty: stay calm, »then act")
    is_refused(policy_text(paths=text), "unknown-key", "put a text with a comma in quotes")


def test_a_time_cut_by_its_comma_is_told_to_stand_in_quotes() -> None:
    text = a_calendar("mon: 08:00-12:00, »13:00-17:00")
    faults = faults_of(policy_text(calendars=text).replace("»", "").encode())
    assert any("put a text with a comma in quotes" in fault.message for fault in faults)


def test_a_loop_of_managers_is_told_once_whoever_else_lies_below_it() -> None:
    bo = "bo: {name: Bo, email: bo@tiny.example, manager: kim}"
    chain = f"{{{bo}, ana: {{{ANA}, manager: »kim}}, {KIM[:-1]}, manager: ana}}}}"
    is_refused(policy_text(people=chain), "manager-loop", "ana", "kim")
