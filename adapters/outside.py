"""The ways out of the chats that are set up here: mail, webhooks (R20)."""

from collections.abc import Callable
from datetime import datetime

from adapters.links import Links
from adapters.mail import MailSender, mail_settings
from adapters.outbound import Outbound
from adapters.plain import Words
from adapters.webhooks import WebhookSender, key_of
from bot.people.identity import Platform
from bot.sending import Sender
from bot.settings import Settings, Unusable


def ways_out(settings: Settings) -> frozenset[Platform]:
    """Raises `Unusable` for a mail server that is none."""
    mail = {Platform.MAIL} if mail_settings(settings.smtp_url) else set()
    return frozenset(mail | ({Platform.WEBHOOK} if settings.outbound_hosts else set()))


def senders_outside(settings: Settings, words: Words, now: Callable[[], datetime]) -> dict[Platform, Sender]:
    """One for each of `ways_out`."""
    senders: dict[Platform, Sender] = {}
    if mail := mail_settings(settings.smtp_url):
        senders[Platform.MAIL] = MailSender(mail, words, now, links_of(settings))
    if settings.outbound_hosts:
        outbound = Outbound(settings.outbound_hosts)
        senders[Platform.WEBHOOK] = WebhookSender(outbound, settings.secret_keys, words, now, links_of(settings))
    return senders


def links_of(settings: Settings) -> Links | None:
    """None where nobody could follow one."""
    if not settings.base_url or not settings.secret_keys:
        return None
    return Links(settings.base_url, settings.secret_keys)


def own_key(settings: Settings, host: str) -> str:
    """What a host checks our signature with. Raises `Unusable` where nothing is signed."""
    if not settings.secret_keys:
        raise Unusable("STIGE_SECRET_KEY is not set: webhooks are signed with a key that is made of it.")
    return key_of(settings.secret_keys[0], host)
