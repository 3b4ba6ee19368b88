"""Who somebody is on a platform."""

from bot.people.identity import Identity, Platform


def test_an_identity_reads_as_the_id_of_somebody_whom_no_policy_names() -> None:
    assert str(Identity(Platform.SLACK, "T1", "U1")) == "slack:T1:U1"
