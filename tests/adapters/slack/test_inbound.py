"""What Slack writes around people's words is taken off again; which workspace a payload belongs to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.inbound import line, organisation_of, team_of
from adapters.slack.text import escaped, unescaped


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("  checkout is down  ", "checkout is down"),
        ("R&amp;D: a &lt; b &gt; c", "R&D: a < b > c"),
        ("a < b > c", "a < b > c"),
        ("&amp;lt;", "&lt;"),
        ("ask <@U1|ana> or <@U2>", "ask @U1 or @U2"),
        ("in <#C1|ops> and <#C2>", "in #ops and #C2"),
        ("<!here> <!subteam^S1|@ops> <!subteam^S2>", "@here @ops @subteam"),
        ("<https://x.example/a> <https://x.example/b|see here>", "https://x.example/a see here (https://x.example/b)"),
        ("<mailto:ana@x.example|ana@x.example>", "ana@x.example"),
        ("<http://x.example|x.example>", "http://x.example"),
        ("null\0 and \ud800 half", "null and ? half"),
        ("x" * 20_000, "x" * 8000),
    ],
)
def test_a_line_is_what_the_person_typed(sent: str, typed: str) -> None:
    assert line(sent) == typed


@given(st.text())
def test_escapes_come_off_as_they_went_on(text: str) -> None:
    seen = "".join(character for character in text if escaped(character))
    assert unescaped(escaped(text)) == seen


@given(st.text(alphabet="<>@#!|^&;:/ abU1\0\ud800"))
def test_no_line_is_too_strange(text: str) -> None:
    assert "\0" not in line(text)
    line(text).encode()


@pytest.mark.parametrize(
    ("payload", "team", "organisation"),
    [
        ({"team_id": "T1", "enterprise_id": "E1"}, "T1", "E1"),
        ({"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T9"}, "enterprise": {"id": "E1"}}, "T1", "E1"),
        # An organisation's installation: the workspace is told by the person, or by the view.
        ({"team": None, "user": {"id": "U1", "team_id": "T1"}, "enterprise": {"id": "E1"}}, "T1", "E1"),
        ({"team": None, "view": {"app_installed_team_id": "T1"}, "user": {"team_id": "T9"}}, "T1", ""),
        # A shared channel: where the app is installed, not where the person comes from.
        ({"team_id": "T9", "authorizations": [{"team_id": "T1", "enterprise_id": None}]}, "T1", ""),
        ({"team_id": "T1", "authorizations": [{"team_id": None, "enterprise_id": "E1"}]}, "T1", "E1"),
        ({"user": "U1"}, "", ""),
    ],
)
def test_the_workspace_is_the_one_where_the_app_is_installed(
    payload: dict[str, object], team: str, organisation: str
) -> None:
    assert (team_of(payload), organisation_of(payload)) == (team, organisation)
