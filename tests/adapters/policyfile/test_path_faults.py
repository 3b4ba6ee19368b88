"""Faults on the ladder and around it: each is found alone, at its line and column."""

from tests.adapters.policyfile.builder import FALLBACK, LEVEL, Planted, a_path, is_refused, planted, policy_text


def an_audience(text: str) -> str:
    return f"{{when: {{}}, audiences: {{{text}}}}}"


FAULTS: list[Planted] = [
    ("a path without levels", "empty-list", "paths", f"{{main: {{when: {{}}, levels: »[], {FALLBACK}}}}}"),
    ("a path without a fallback", "missing-key", "paths", f"{{»main: {{when: {{}}, levels: {{{LEVEL}}}}}}}"),
    ("a level that asks nobody", "empty-list", "paths", a_path("role: Desk, ask: »[]")),
    ("a level that asks a place alone", "asks-nobody", "paths", a_path("role: Desk, ask: »{place: ops}")),
    (
        "a vendor alone with nobody told",
        "asks-nobody",
        "paths",
        a_path("role: Desk, ask: »{vendor: telco}, tell: {place: ops}"),
    ),
    ("a target of two", "wrong-target", "paths", a_path("role: Desk, ask: »{team: desk, person: kim}")),
    ("a bare name as target", "wrong-target", "paths", a_path("role: Desk, ask: »ana")),
    (
        "the customer asked to accept",
        "wrong-target",
        "paths",
        a_path("role: Desk, ask: [{team: desk}, »{customer: contact}]"),
    ),
    ("a schedule that is none", "unknown-name", "paths", a_path("role: Desk, ask: {on_call: »dutty}")),
    (
        "a coordinator of a team without one",
        "unknown-name",
        "paths",
        a_path("role: Desk, ask: {coordinator_of: »crew}"),
    ),
    ("a manager of nobody known", "unknown-name", "paths", a_path("role: Desk, ask: {manager_of: »ownr}")),
    ("a part that nobody has", "unknown-word", "paths", a_path("role: Desk, ask: {case: »approver}")),
    ("a vendor that is none", "unknown-name", "paths", a_path(f"{LEVEL}, tell: {{vendor: »telko}}")),
    ("a way to pick that is none", "unknown-word", "paths", a_path(f"{LEVEL}, pick: »two")),
    ("an item to hand over that is none", "unknown-name", "paths", a_path(f"{LEVEL}, handover: [steps, »stpes]")),
    ("rounds that are no number", "wrong-number", "paths", a_path(more="rounds: »twice,")),
    ("a role that is no level", "unknown-name", "paths", a_path(more="at_once: {when: {}, level: »Desks},")),
    ("a number that is no level", "unknown-name", "paths", a_path(more="at_once: {when: {}, level: »2},")),
    (
        "a role of two levels",
        "two-levels",
        "paths",
        a_path(f"{LEVEL}}}, {{{LEVEL}", more="at_once: {when: {}, level: »Desk},"),
    ),
    (
        "a fallback that may name nobody",
        "silent-fallback",
        "paths",
        a_path(fallback="fallback: {ask: »{on_call: duty}, every: 1h}"),
    ),
    ("a fallback of a place", "silent-fallback", "paths", a_path(fallback="fallback: {ask: »{place: ops}, every: 1h}")),
    ("a fallback of nobody", "empty-list", "paths", a_path(fallback="fallback: {ask: »[], every: 1h}")),
    (
        "a fallback that is heard too seldom",
        "wrong-duration",
        "paths",
        a_path(fallback="fallback: {ask: {person: kim}, every: »8d}"),
    ),
    ("an approval without its default", "missing-key", "approval", "[»{when: {}, by: {person: kim}, within: 1h}]"),
    (
        "an approval by a room",
        "wrong-target",
        "approval",
        "{when: {}, by: »{place: ops}, within: 1h, otherwise: approve}",
    ),
    (
        "an approval that ends otherwise",
        "unknown-word",
        "approval",
        "{when: {}, by: {person: kim}, within: 1h, otherwise: »aprove}",
    ),
    (
        "a template that is none",
        "unknown-name",
        "communication",
        an_audience("to: {place: ops}, first: 1h, template: »statis"),
    ),
    (
        "two writers to one audience",
        "too-many",
        "communication",
        an_audience("to: {place: ops}, first: 1h, template: end, by: »[{person: ana}, {person: kim}]"),
    ),
    ("a placeholder that is none", "unknown-placeholder", "templates", "{status: {en: 'Now', da: »'{sumary} nu'}}"),
    ("a tone for a region that is none", "unknown-key", "tone", "{»west: plain}"),
    ("a tone that is none", "unknown-word", "tone", "{default: »gentl}"),
    ("keeping for no time", "wrong-duration", "retention", "{when: {}, keep: »forever}"),
    ("keeping beyond a hundred years", "wrong-duration", "retention", "{when: {}, keep: »101y}"),
]


@planted(FAULTS)
def test_a_planted_fault_is_found_alone_and_at_its_place(code: str, section: str, text: str) -> None:
    is_refused(policy_text(**{section: text}), code)
