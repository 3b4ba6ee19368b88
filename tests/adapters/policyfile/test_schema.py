"""The JSON Schema for editors: what the readers take it takes, and what has the wrong shape it refuses."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from adapters.policyfile import shapes
from adapters.policyfile.document import Entries, Items, Node, Scalar, compose
from adapters.policyfile.faults import Found
from adapters.policyfile.schema import printed, schema, shipped
from adapters.policyfile.schema_keys import KEYS
from tests.adapters.policyfile.builder import a_calendar, a_clock_line, a_layer, a_path, people, policy_text

ROOT = Path(__file__).parents[3]
READERS = (ROOT / "adapters" / "policyfile").glob("*.py")
VALID = [
    ROOT / "adapters" / "policyfile" / "default.yaml",
    *sorted((ROOT / "adapters" / "policyfile" / "shipped").glob("*.yaml")),
    ROOT / "tests" / "core" / "cases" / "worked.yaml",
    ROOT / "tests" / "core" / "explaining" / "desk.yaml",
]
VALIDATOR = Draft202012Validator(schema())


def core(node: Node) -> Any:
    """As YAML's core schema reads it: NO, on and 2026-01-05 are words."""
    match node:
        case Entries(pairs=pairs):
            return {key.text: core(value) for key, value in pairs}
        case Items(items=items):
            return [core(item) for item in items]
        case Scalar() if node.nothing:
            return None
        case Scalar(text=text, plain=True) if text in ("true", "false"):
            return text == "true"
        case Scalar(text=text, plain=True) if re.fullmatch("[-+]?[0-9]+", text):
            return int(text)
        case Scalar(text=text):
            return text


def complaints(text: str) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(core(compose(text.encode(), Found())))]


def test_it_is_a_schema_and_the_shipped_file_is_what_the_readers_shapes_make() -> None:
    Draft202012Validator.check_schema(schema())
    assert shipped() == printed(), "make it anew: stige policy schema --out adapters/policyfile/schema.json"


def test_every_shape_that_a_reader_reads_by_is_described_and_no_reader_has_one_of_its_own() -> None:
    named = {name for name in vars(shapes) if name.isupper()}
    sources = "\n".join(path.read_text(encoding="utf-8") for path in READERS if not path.name.startswith("schema"))
    assert named == set(KEYS)
    assert not re.findall(r"\.keys\(\w+, f?[\"'].*", sources)
    assert set(re.findall(r"shapes\.([A-Z_]+)", sources)) == named


@pytest.mark.parametrize("name", [name for name in vars(shapes) if name.isupper()])
def test_every_key_is_there_with_a_description_and_those_with_a_star_are_required(name: str) -> None:
    keys = getattr(shapes, name).split()
    whole: Any = schema()
    found = whole if name == "POLICY" else whole["$defs"][name.lower()]
    assert set(found["properties"]) == {key.removesuffix("*") for key in keys}
    assert found["required"] == [key.removesuffix("*") for key in keys if key.endswith("*")]
    assert found["additionalProperties"] is False
    assert all(described["title"] and described["description"] for described in found["properties"].values())


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_every_valid_policy_fits(path: Path) -> None:
    assert complaints(path.read_text(encoding="utf-8")) == []


def test_words_that_other_yaml_takes_for_switches_and_numbers_fit() -> None:
    text = policy_text(version="1.0", regions="[NO, on, yes]", tiers="[1, 2]")
    assert complaints(text) == []


@pytest.mark.parametrize("page", ["policy.md"])
def test_the_whole_policies_of_the_pages_fit(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    found = re.findall(r"<!-- a whole policy -->\n```yaml\n(.*?)```", text, flags=re.DOTALL)
    assert len(found) >= 2
    assert [complaints(policy) for policy in found] == [[] for _ in found]


PLANTED = {
    "a wrong format": policy_text(stige="2"),
    "a key that is not known": policy_text(peeple="{}"),
    "a section that is missing": policy_text(without="paths"),
    "an empty section": policy_text(types="{}"),
    "a person without e-mail": policy_text(people=people("name: Ana")),
    "an e-mail that is none": policy_text(people=people("name: Ana, email: ana")),
    "a limit of nothing": policy_text(people=people("name: Ana, email: ana@x.example, limit: 0")),
    "an id with a blank": policy_text(teams="{'the desk': {members: ana}}"),
    "a place nowhere": policy_text(places="{ops: {}}"),
    "a webhook without https": policy_text(places="{ops: {webhook: 'http://x.example'}}"),
    "a vendor that nobody can write to": policy_text(vendors="{telco: {name: Telco}}"),
    "a day that is none": policy_text(calendars=a_calendar("someday: '08:00-16:00'")),
    "a time that is none": policy_text(calendars=a_calendar("mon: '8-16'")),
    "an hour beyond the day": policy_text(calendars=a_calendar("mon: '08:00-25:00'")),
    "a layer of both people and teams": policy_text(schedules=a_layer("people: ana, teams: desk")),
    "a layer of nobody": policy_text(schedules=a_layer("turn: 1w")),
    "a turn of minutes": policy_text(schedules=a_layer("people: ana, turn: 30m")),
    "a hand-off that is none": policy_text(schedules=a_layer("people: ana, turn: 1w, handoff: noon")),
    "a date that is none": policy_text(schedules=a_layer("people: ana, from: yesterday")),
    "one priority alone": policy_text(priority="{names: [P1], impact: a, urgency: n, table: {a: P1}}"),
    "an override both ways": policy_text(
        priority="{names: [P1, P2], impact: a, urgency: n, table: {a: P1},"
        " overrides: {when: {}, to: P1, raise: 1, because: so}}"
    ),
    "a private type without readers": policy_text(types="{hr: {title: HR, private: true}}"),
    "a switch that is none": policy_text(types="{hr: {title: HR, private: perhaps}}"),
    "an audience that is none": policy_text(types="{hr: {title: HR, audience: public}}"),
    "privacy by more than flags": policy_text(private="{when: {type: incident}, readers: {person: ana}}"),
    "a suggestion of nothing": policy_text(suggest="{words: fire}"),
    "a clock line without clocks": policy_text(clocks="{when: {}}"),
    "a duration with the smaller unit first": policy_text(clocks="{when: {}, accept: 30m1h}"),
    "a duration of nothing": policy_text(clocks="{when: {}, accept: 0m}"),
    "a duration in years": policy_text(clocks="{when: {}, accept: 1y}"),
    "a duration without a unit": policy_text(clocks="{when: {}, accept: 15}"),
    "a reminder after the end": policy_text(clocks="{when: {}, accept: 5m, remind: 120%}"),
    "a reminder at the beginning": policy_text(clocks="{when: {}, accept: 5m, remind: 0%}"),
    "a comparison that is none": policy_text(clocks=a_clock_line("{users_affected: many}")),
    "a reason that is none": policy_text(clocks=a_clock_line("{reason: boredom}")),
    "a level without a role": policy_text(paths=a_path("ask: {person: ana}")),
    "a level that asks nobody": policy_text(paths=a_path("role: Desk, ask: []")),
    "a bare name as a target": policy_text(paths=a_path("role: Desk, ask: ana")),
    "two targets in one": policy_text(paths=a_path("role: Desk, ask: {person: ana, team: desk}")),
    "a target of no kind": policy_text(paths=a_path("role: Desk, ask: {persn: ana}")),
    "a way to pick that is none": policy_text(paths=a_path("role: Desk, ask: {person: ana}, pick: some")),
    "no rounds": policy_text(paths=a_path(more="rounds: 0,")),
    "a fallback without a rate": policy_text(paths=a_path(fallback="fallback: {ask: {person: kim}}")),
    "an approval without an end": policy_text(approval="{when: {}, by: {person: kim}, within: 1h}"),
    "silence that means nothing": policy_text(approval="{when: {}, by: {person: kim}, within: 1h, otherwise: wait}"),
    "an audience without a template": policy_text(
        communication="{when: {}, audiences: {to: {person: kim}, first: 1h}}"
    ),
    "a tone that is none": policy_text(tone="{default: rude}"),
    "retention for ever": policy_text(retention="{when: {}, keep: ever}"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_wrong_shape_is_marked_in_the_editor(planted: str) -> None:
    assert complaints(PLANTED[planted])


def test_the_small_policy_itself_fits() -> None:
    assert complaints(policy_text()) == []
