"""`people.ID.louder`: mail, or a webhook."""

import pytest

from adapters.policyfile import read_policy
from adapters.policyfile.faults import PolicyFaults
from bot.people.roster import BY_MAIL
from tests.harness.policies import story_policy

AT = "  ana:  {"


def louder(said: str) -> str | None:
    text = story_policy()
    line = next(line for line in text.splitlines() if line.startswith(AT))
    return (
        read_policy(text.replace(line, line.replace("{", "{louder: " + said + ", ", 1)).encode())
        .roster.people["ana"]
        .louder
    )


def test_mail_is_their_own_address() -> None:
    assert louder("email") == BY_MAIL


def test_a_webhook_has_its_address() -> None:
    assert louder("{webhook: 'https://bells.example/ana'}") == "https://bells.example/ana"
    assert louder("'https://bells.example/ana'") == "https://bells.example/ana", "so a CSV can say it"


@pytest.mark.parametrize("said", ["shout", "{webhook: 'http://bells.example'}", "{mail: yes}", "[email]", "7"])
def test_nothing_else_is(said: str) -> None:
    with pytest.raises(PolicyFaults):
        louder(said)
