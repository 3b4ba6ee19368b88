"""What went wrong when we called Slack, in the words of the ports."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.sending import Gone, Lost, NotNow, Undeliverable

# Slack's own words for "this will never work".
NEVER = frozenset(
    {
        "access_denied", "account_inactive", "as_user_not_supported", "cannot_dm_bot", "cannot_dm_nonmember",
        "cannot_dm_slackbot", "cannot_reply_to_message", "cant_delete_message", "cant_update_message",
        "channel_is_limited_access", "channel_not_found", "deprecated_endpoint", "edit_window_closed",
        "ekm_access_denied", "enterprise_is_restricted", "invalid_auth", "invalid_blocks", "invalid_blocks_format",
        "invalid_users", "is_archived", "is_inactive", "messages_tab_disabled",
        "metadata_too_large", "method_deprecated", "method_not_supported_for_channel_type", "missing_scope",
        "msg_blocks_too_long", "msg_too_long", "no_permission", "no_text", "not_allowed_token_type", "not_authed",
        "not_in_channel", "org_login_required", "restricted_action", "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel", "restricted_action_thread_locked",
        "restricted_action_thread_only_channel", "team_access_not_granted", "team_not_found", "token_expired",
        "token_revoked", "two_factor_setup_required", "user_disabled", "user_is_restricted", "user_not_found",
        "user_not_visible", "users_not_found",
    }
)  # fmt: skip
# The token itself is no good: nobody can be reached through it, which is nobody's fault who is written to.
TOKEN = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
# Of all those, what is said of one person; the rest is our own trouble, and tells nothing of anybody.
OF_THE_PERSON = frozenset(
    {
        "account_disabled", "cannot_dm_bot", "cannot_dm_nonmember", "cannot_dm_slackbot", "is_inactive",
        "messages_tab_disabled", "user_disabled", "user_is_restricted", "user_not_found", "user_not_visible",
        "users_not_found",
    }
)  # fmt: skip
# What the app may not do, whoever it writes to.
OF_THE_APP = frozenset(
    {
        "access_denied", "ekm_access_denied", "enterprise_is_restricted", "missing_scope", "not_allowed_token_type",
        "org_login_required", "team_access_not_granted", "team_not_found", "two_factor_setup_required",
    }
)  # fmt: skip
# Of these Slack says that a part of the work may have been done.
HALF_DONE = frozenset({"fatal_error", "internal_error"})
HALF_DONE_STATUSES = frozenset({500, 502, 504})
LONGEST_WAIT = timedelta(hours=1)
RATE_LIMITED = "ratelimited"


def code(fault: SlackApiError) -> str:
    """Slack's word for it; empty where it answered with something else than JSON."""
    data = getattr(fault.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def fate(fault: SlackApiError) -> Undeliverable | NotNow | Lost:
    """What has become of a call that Slack answered with an error."""
    word, status = code(fault), _status(fault)
    if word in TOKEN:
        return NotNow(word, everywhere=True)
    if word == "message_not_found":
        return Gone(word)
    if word in NEVER:
        return Undeliverable(word)
    if status == 429 or word in ("ratelimited", "rate_limited"):
        return NotNow(RATE_LIMITED, _retry_after(fault))
    if word in HALF_DONE or (not word and status in HALF_DONE_STATUSES) or (not word and status < 300):
        return Lost(word or f"HTTP {status}")
    return NotNow(word or f"HTTP {status}")


@asynccontextmanager
async def told_as_ports() -> AsyncIterator[None]:
    """Every fault of a call to Slack as one of the ports' three. A connection that was never made carried nothing; one
    that broke, or was silent too long, may have."""
    try:
        yield
    except SlackApiError as fault:
        raise fate(fault) from None
    except aiohttp.ClientConnectorError as fault:
        raise NotNow(type(fault).__name__) from None
    except (TimeoutError, aiohttp.ClientError, OSError, LookupError, TypeError, ValueError) as fault:
        # The last three: an answer that does not look like Slack's.
        raise Lost(type(fault).__name__) from None


def _status(fault: SlackApiError) -> int:
    response = fault.response
    return int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)


def _retry_after(fault: SlackApiError) -> timedelta | None:
    """In whole seconds, as Slack says it; nothing we can read is no answer, and no wait is longer than an hour."""
    headers = getattr(fault.response, "headers", None) or {}
    told = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    seconds = str(told[0] if isinstance(told, list) else told)
    return min(timedelta(seconds=int(seconds)), LONGEST_WAIT) if seconds.isdecimal() and len(seconds) < 9 else None
