"""Answers one person so that nobody else sees it, by whichever way still works."""

from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from adapters.slack.addresses import Addresses
from adapters.slack.errors import code, told_as_ports
from adapters.slack.inbound import Origin
from adapters.slack.parts import Json
from bot.people.identity import Identity, Platform
from bot.sending import Lost, NotNow, Undeliverable

# Where Slack takes answers; nothing that a payload names is called otherwise.
HOOKS = ("hooks.slack.com", "hooks.slack-gov.com")
EXPIRED = ("expired_trigger_id", "trigger_expired", "invalid_trigger_id", "trigger_exchanged", "exchanged_trigger_id")

log = structlog.get_logger()


class Speaker:
    def __init__(self, client: AsyncWebClient, addresses: Addresses) -> None:
        self._client, self._addresses = client, addresses
        self._api = URL(client.base_url)

    async def open(self, origin: Origin, view: Json) -> bool:
        """Whether the form stands before the person now. A trigger works once, and three seconds long."""
        try:
            await self._client.views_open(trigger_id=origin.trigger, view=view)
        except SlackApiError as fault:
            log.warning("slack.form_not_opened", why=code(fault), expired=code(fault) in EXPIRED)
            return False
        return True

    async def privately(self, origin: Origin, message: Json) -> None:
        """Never raises: what was decided stands, whether the answer is heard or not."""
        for way in (self._by_response_url, self._in_the_channel, self._by_direct_message):
            try:
                async with told_as_ports():
                    if await way(origin, message):
                        return
            except (Undeliverable, NotNow, Lost) as fault:
                log.info("slack.answer_not_taken", way=way.__name__, why=str(fault))
        log.warning("slack.answer_unheard", key=origin.key)

    async def _by_response_url(self, origin: Origin, message: Json) -> bool:
        """Works five times in thirty minutes; after that Slack answers 404, which nobody would notice unasked."""
        session = self._client.session
        if session is None or not self._is_slacks(origin.response_url):
            return False
        body = {**message, "response_type": "ephemeral", "replace_original": False, **_in_thread(origin)}
        async with session.post(origin.response_url, json=body, allow_redirects=False) as answer:
            return answer.status == 200

    async def _in_the_channel(self, origin: Origin, message: Json) -> bool:
        if not origin.channel:
            return False
        texts = {**_texts(message), **_in_thread(origin)}
        await self._client.chat_postEphemeral(channel=origin.channel, user=origin.user, **texts)
        return True

    async def _by_direct_message(self, origin: Origin, message: Json) -> bool:
        person = Identity(Platform.SLACK, origin.team, origin.user)
        channel = await self._addresses.channel(person, origin.team)
        await self._client.chat_postMessage(channel=channel, unfurl_links=False, unfurl_media=False, **_texts(message))
        return True

    def _is_slacks(self, address: str) -> bool:
        try:
            url = URL(address)
        except ValueError:
            return False
        return (url.scheme == "https" and url.host in HOOKS) or (
            url.is_absolute() and url.origin() == self._api.origin()
        )


def _in_thread(origin: Origin) -> dict[str, Any]:
    return {"thread_ts": origin.thread} if origin.thread else {}


def _texts(message: Json) -> dict[str, Any]:
    return dict(message)
