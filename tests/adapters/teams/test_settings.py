"""Teams is configured completely or not at all."""

import pytest

from adapters.teams.settings import AppType, TeamsSettings, teams_settings
from bot.settings import Unusable
from tests.harness.teams_server import APP_ID, PASSWORD, TENANT

WHOLE = {"MICROSOFT_APP_ID": APP_ID, "MICROSOFT_APP_PASSWORD": PASSWORD, "MICROSOFT_APP_TENANT_ID": TENANT}
OTHER = "0f0f0f0f-0000-4000-8000-00000000000f"


def whole(**more: str) -> TeamsSettings:
    found = teams_settings(WHOLE | more, ())
    assert found is not None
    return found


def test_nothing_set_is_no_teams() -> None:
    assert teams_settings({}, ["T0SLACK", TENANT]) is None


@pytest.mark.parametrize("missing", WHOLE)
def test_half_of_it_is_refused_by_the_name_of_what_is_missing(missing: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != missing}
    for half in (given, given | {missing: " "}):
        with pytest.raises(Unusable, match=rf"{missing} not set"):
            teams_settings(half, ())


def test_one_tenant_is_the_default_and_the_one_listened_to() -> None:
    settings = whole()
    assert (settings.app_type, settings.tenants) == (AppType.SINGLE_TENANT, {TENANT})
    assert settings.token_url == f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
    assert settings.metadata_url == "https://login.botframework.com/v1/.well-known/openidconfiguration"
    assert f"https://sts.windows.net/{TENANT}/" in settings.issuers


def test_a_bot_of_many_tenants_gets_its_tokens_elsewhere_and_listens_to_those_listed() -> None:
    given = {name: WHOLE[name] for name in ("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD")}
    settings = teams_settings(given | {"MICROSOFT_APP_TYPE": "MultiTenant"}, ["T0SLACK", TENANT.upper(), OTHER])
    assert settings is not None
    assert settings.tenants == {TENANT, OTHER}
    assert settings.token_url == "https://login.microsoftonline.com/botframework.com/oauth2/v2.0/token"
    assert settings.issuers == {"https://api.botframework.com"}


def test_a_bot_of_many_tenants_that_lists_none_wants_one_named() -> None:
    given = {name: WHOLE[name] for name in ("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD")}
    with pytest.raises(Unusable, match="MICROSOFT_APP_TENANT_ID"):
        teams_settings(given | {"MICROSOFT_APP_TYPE": "MultiTenant"}, ["T0SLACK"])


def test_workspaces_of_slack_alone_leave_the_bots_own_tenant() -> None:
    settings = teams_settings(WHOLE, ["T0SLACK"])
    assert settings is not None
    assert settings.tenants == {TENANT}


def test_an_unknown_kind_of_app_is_refused() -> None:
    with pytest.raises(Unusable, match="MICROSOFT_APP_TYPE must be SingleTenant or MultiTenant"):
        teams_settings(WHOLE | {"MICROSOFT_APP_TYPE": "UserAssignedMSI"}, ())


def test_sovereign_clouds_have_their_own_addresses() -> None:
    settings = whole(
        MICROSOFT_LOGIN_URL="https://login.microsoftonline.us/",
        MICROSOFT_OPENID_METADATA_URL="https://x.example/openid",
    )
    assert settings.token_url == f"https://login.microsoftonline.us/{TENANT}/oauth2/v2.0/token"
    assert settings.metadata_url == "https://x.example/openid"
    assert settings.issuers >= {f"https://login.microsoftonline.us/{TENANT}/v2.0", "https://api.botframework.us"}
