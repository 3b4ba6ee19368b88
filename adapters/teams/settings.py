"""The `MICROSOFT_*` settings: all of them, or none; half of them is refused by name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from bot.settings import Unusable

BOT_FRAMEWORK_METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
MICROSOFT_LOGIN = "https://login.microsoftonline.com"
SOVEREIGN = {
    "login.microsoftonline.us": "botframework.us",
    "login.partner.microsoftonline.cn": "botframework.azure.cn",
    "login.chinacloudapi.cn": "botframework.azure.cn",
}
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class AppType(StrEnum):
    SINGLE_TENANT = "SingleTenant"
    MULTI_TENANT = "MultiTenant"


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """`tenants` are the ones listened to; `tenant` is the one whose directory holds the bot's registration.

    An empty `app_id` would switch the authentication off inside the SDK: it is refused here, and once more by the app.
    """

    app_id: str
    password: str = field(repr=False)
    tenant: str
    tenants: frozenset[str]
    app_type: AppType = AppType.SINGLE_TENANT
    login_url: str = MICROSOFT_LOGIN
    metadata_url: str = BOT_FRAMEWORK_METADATA

    @property
    def token_url(self) -> str:
        """A registration for many tenants gets its tokens from a directory of Bot Framework's own."""
        owner = "botframework.com" if self.app_type is AppType.MULTI_TENANT else self.tenant
        return f"{self.login_url}/{owner}/oauth2/v2.0/token"

    @property
    def bot_framework(self) -> str:
        """Who signs what comes in, and for whom our own tokens are; each sovereign cloud has its own."""
        host = urlsplit(self.login_url).hostname or ""
        return f"https://api.{SOVEREIGN.get(host, 'botframework.com')}"

    @property
    def issuers(self) -> frozenset[str]:
        """Who may sign what comes in: Bot Framework, and for a single tenant that tenant's own directory."""
        if self.app_type is AppType.MULTI_TENANT:
            return frozenset({self.bot_framework})
        return frozenset({self.bot_framework, *self.tenant_issuers})

    @property
    def tenant_issuers(self) -> frozenset[str]:
        return frozenset({f"https://sts.windows.net/{self.tenant}/", f"{self.login_url}/{self.tenant}/v2.0"})


def teams_settings(given: Mapping[str, str], workspaces: Iterable[str]) -> TeamsSettings | None:
    """From the `MICROSOFT_*` that are set, and all of `STIGE_WORKSPACES`; None where Teams is not wanted. Raises
    `Unusable`."""
    if not given:
        return None
    app_type = _app_type(given.get("MICROSOFT_APP_TYPE", AppType.SINGLE_TENANT))
    tenant = given.get("MICROSOFT_APP_TENANT_ID", "").lower()
    tenants = _tenants(workspaces) or frozenset({tenant} - {""})
    _complete(given, needs_tenant=app_type is AppType.SINGLE_TENANT or not tenants)
    return TeamsSettings(
        app_id=given["MICROSOFT_APP_ID"],
        password=given["MICROSOFT_APP_PASSWORD"],
        tenant=tenant,
        tenants=tenants,
        app_type=app_type,
        login_url=given.get("MICROSOFT_LOGIN_URL", MICROSOFT_LOGIN).rstrip("/"),
        metadata_url=given.get("MICROSOFT_OPENID_METADATA_URL", BOT_FRAMEWORK_METADATA),
    )


def _complete(given: Mapping[str, str], needs_tenant: bool) -> None:
    needed = ["MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", *(["MICROSOFT_APP_TENANT_ID"] if needs_tenant else [])]
    if missing := [name for name in needed if not given.get(name, "").strip()]:
        raise Unusable(f"Teams is half configured: {', '.join(missing)} not set.")


def _app_type(value: str) -> AppType:
    try:
        return AppType(value)
    except ValueError:
        raise Unusable(f"MICROSOFT_APP_TYPE must be {' or '.join(AppType)}.") from None


def _tenants(workspaces: Iterable[str]) -> frozenset[str]:
    """The tenants among the workspaces, which may be Slack's too; a tenant's id is a GUID."""
    return frozenset(name.lower() for name in workspaces if GUID.fullmatch(name.lower()))
