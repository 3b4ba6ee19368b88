"""What `stige doctor` asks Microsoft: a token for this app and tenant, and the keys that requests are signed with."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import jwt

from adapters.checking.clocks import by_date
from adapters.teams.settings import AppType, TeamsSettings
from bot.doctoring.finding import Finding, fine, skipped, unwise, wrong

TIMEOUT = aiohttp.ClientTimeout(total=8, sock_connect=4)
# Microsoft's words for what an administrator mixed up; its sentences hold more than anybody should read.
ADVICE = {
    "invalid_client": "make a new client secret for the app, and put its value in MICROSOFT_APP_PASSWORD",
    "unauthorized_client": "MICROSOFT_APP_ID is no app of the tenant: compare both with the registration",
    "invalid_request": "compare MICROSOFT_APP_TENANT_ID and MICROSOFT_APP_TYPE with the registration",
    "invalid_scope": "look at MICROSOFT_LOGIN_URL: it is another cloud's",
}


async def checked(settings: TeamsSettings) -> AsyncIterator[Finding]:
    async with aiohttp.ClientSession(timeout=TIMEOUT, trust_env=False) as session:
        async for finding in _token(session, settings):
            yield finding
        yield await _keys(session, settings)


async def _token(session: aiohttp.ClientSession, settings: TeamsSettings) -> AsyncIterator[Finding]:
    form = {
        "grant_type": "client_credentials",
        "client_id": settings.app_id,
        "client_secret": settings.password,
        "scope": f"{settings.bot_framework}/.default",
    }
    try:
        async with session.post(settings.token_url, data=form) as answer:
            told, now, said = await answer.json(content_type=None), datetime.now(UTC), dict(answer.headers)
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as fault:
        yield wrong(
            "teams.reachable", f"the login service does not answer: {type(fault).__name__}", "let this machine reach it"
        )
        return
    yield fine("teams.reachable", "the login service answers")
    yield by_date("microsoft", said, now)
    if not isinstance(told, dict) or "access_token" not in told:
        yield _refused(str(told.get("error", "")) if isinstance(told, dict) else "")
        return
    yield fine("teams.credentials", "Microsoft gives a token for MICROSOFT_APP_ID")
    yield _whose(str(told["access_token"]), settings)


def _refused(word: str) -> Finding:
    advice = ADVICE.get(word, "compare all MICROSOFT_ settings with the registration of the app")
    shown = word if word.isidentifier() and len(word) < 40 else "refused"
    return wrong("teams.credentials", f"Microsoft gives no token: {shown}", advice)


def _whose(token: str, settings: TeamsSettings) -> Finding:
    """Nothing is proved by it: it only shows what was mixed up."""
    check = "teams.tenant"
    try:
        claims = jwt.decode(token, options={"verify_signature": False})
    except jwt.PyJWTError:
        return skipped(check, "the token does not say whose it is")
    tenant = str(claims.get("tid", "")).lower()
    if not tenant:
        return skipped(check, "the token does not say whose it is")
    if settings.app_type is AppType.SINGLE_TENANT and tenant != settings.tenant:
        return wrong(check, "the token is of another tenant than MICROSOFT_APP_TENANT_ID", "compare both")
    if settings.app_type is AppType.SINGLE_TENANT and tenant not in settings.tenants:
        return unwise(
            check, "STIGE_WORKSPACES does not list the app's own tenant", "list it, if its people are to be heard"
        )
    return fine(check, "the token is of the tenant that is set")


async def _keys(session: aiohttp.ClientSession, settings: TeamsSettings) -> Finding:
    check = "teams.keys"
    try:
        async with session.get(settings.metadata_url) as answer:
            told = await answer.json(content_type=None)
            good = answer.status < 300 and isinstance(told, dict) and "jwks_uri" in told
    except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as fault:
        return wrong(
            check, f"the keys of Bot Framework cannot be fetched: {type(fault).__name__}", "let this machine reach them"
        )
    if not good:
        return wrong(
            check, "the keys of Bot Framework are not where they should be", "look at MICROSOFT_OPENID_METADATA_URL"
        )
    return fine(check, "those that requests are signed with are there")
