"""Speaks by e-mail: to those outside the chats, vendors, customers, places (R20), and to people whom no chat knows, who
answer by a link (S21)."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from ipaddress import ip_address
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
from aiosmtplib import (
    SMTPAuthenticationError,
    SMTPConnectError,
    SMTPException,
    SMTPHeloError,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from adapters.links import Links, link_for
from adapters.plain import Plain, SentForGood, Words, plain
from bot.messages.owed import Receipt
from bot.messages.shown import Card
from bot.people.identity import Identity, Platform, Reader
from bot.sending import LONGEST_CALL, Lost, NotNow, Reachable, Undeliverable
from bot.settings import Unusable
from bot.words import say

TIMEOUT_SECONDS = LONGEST_CALL.total_seconds()
NO_LINK = "no chat knows them, and without STIGE_BASE_URL no link can be mailed"
ANSWER = say("link.answer")
SHAPE = "smtp://user:password@mail.acme.example:587?from=stige@acme.example"


@dataclass(frozen=True, slots=True)
class MailSettings:
    """`sender` is the address that mails come from. `tls`: from the first byte (smtps); else STARTTLS where offered."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    tls: bool = False

    @property
    def start_tls(self) -> bool | None:
        """Demanded before a password leaves this machine; None: where it is offered."""
        return True if self.password and not self.tls and not _is_here(self.host) else None


def mail_settings(url: str) -> MailSettings | None:
    """From STIGE_SMTP_URL; None where it is not set. Raises `Unusable`."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unusable(f"STIGE_SMTP_URL is no address of a mail server, such as {SHAPE}.") from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Unusable(f"STIGE_SMTP_URL is no address of a mail server, such as {SHAPE}.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    sender = parse_qs(parts.query).get("from", [user])[0]
    if _address(sender) is None:
        raise Unusable(f"STIGE_SMTP_URL does not say from which address mails come: end it with ?from=, as in {SHAPE}.")
    tls = parts.scheme == "smtps"
    return MailSettings(parts.hostname, port or (465 if tls else 587), sender, user, password, tls)


class MailSender(SentForGood):
    """Fulfils `bot.ports.Sender`. What was mailed cannot be edited or removed."""

    def __init__(
        self,
        settings: MailSettings,
        words: Words,
        now: Callable[[], datetime],
        links: Links | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._settings = settings
        self._words = words
        self._now = now
        self._links = links
        self._timeout = timeout_seconds

    async def post(self, to: Identity | str, card: Card, reader: Reader, outbox_id: str, repeated: bool) -> Receipt:
        address = _address(to.user if isinstance(to, Identity) else to)
        if address is None:
            raise Undeliverable("not a mail address")
        text = plain(card, self._words, reader, repeated)
        if link := self._answer_at(card, reader, outbox_id):
            text = replace(text, link=(link, self._words.sentence(ANSWER, reader)))
        elif isinstance(to, Identity):
            raise Undeliverable(NO_LINK)  # the mail is all that they would have
        mail = self._mail(address, text, reader.language, outbox_id)
        if answered_by := [found for one in card.answer_to if (found := _address(one))]:
            mail["Reply-To"] = answered_by
        await self._send(mail)
        return Receipt(Platform.MAIL, self._settings.host, str(address.addr_spec), str(mail["Message-ID"]))

    async def reach(self, to: Identity) -> Reachable:
        """A person is reached by a link, whether or not anybody reads it."""
        return Reachable(self._links is not None and _address(to.user) is not None, why=NO_LINK)

    def _answer_at(self, card: Card, reader: Reader, outbox_id: str) -> str | None:
        return link_for(self._links, card, reader, outbox_id)

    def _mail(self, to: Address, text: Plain, language: str, outbox_id: str) -> EmailMessage:
        """A repeat has the same Message-ID, so that most mail programs show it once."""
        mail = EmailMessage(SMTP)
        mail["From"] = Address("Stige", addr_spec=self._settings.sender)
        mail["To"] = to
        mail["Subject"] = text.subject.replace("=?", "= ?")  # else it may be read as an encoded word, with line ends
        mail["Date"] = format_datetime(self._now())
        mail["Message-ID"] = f"<{outbox_id}@{self._settings.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail.set_content("\n".join(_as_text(text)), cte="quoted-printable")
        mail.add_alternative("".join(_as_html(text)), subtype="html", cte="quoted-printable")
        if language:
            mail["Content-Language"] = language
        return mail

    async def _send(self, mail: EmailMessage) -> None:
        its = self._settings
        try:
            async with asyncio.timeout(self._timeout):  # over all its steps, each of which has a time of its own
                await aiosmtplib.send(
                    mail,
                    hostname=its.host,
                    port=its.port,
                    username=its.user or None,
                    password=its.password or None,
                    use_tls=its.tls,
                    start_tls=None if its.tls else its.start_tls,
                    timeout=self._timeout,
                )
        except (SMTPException, OSError, TimeoutError, ValueError, MessageError) as fault:
            raise _fate(fault) from None


def _fate(fault: Exception) -> Undeliverable | NotNow | Lost:
    """What has become of a mail. A connection that was never made carried nothing; what is wrong with ourselves, such
    as a password, is mended by who runs Stige; after the last byte nobody knows."""
    if isinstance(fault, SMTPRecipientsRefused):
        return _refused(fault.recipients[0])
    if isinstance(fault, SMTPAuthenticationError | SMTPConnectError | SMTPHeloError):
        return NotNow(type(fault).__name__)
    if isinstance(fault, SMTPNotSupported | ValueError | MessageError):
        return Undeliverable(type(fault).__name__)
    if isinstance(fault, SMTPResponseException):
        return _refused(fault)
    return Lost(type(fault).__name__)


def _refused(fault: SMTPResponseException) -> Undeliverable | NotNow:
    """By its number alone: the server's words may hold anything."""
    word = f"{type(fault).__name__} {fault.code}"
    return Undeliverable(word) if fault.code >= 500 else NotNow(word)


def _as_text(text: Plain) -> Iterator[str]:
    yield from (text.mark, "") if text.mark else ()
    yield from (text.headline, "")
    yield from text.lines
    for name, value in text.facts:
        yield from ("", f"{name}: {value}")
    if text.link:
        address, label = text.link
        yield from ("", f"{label}: {address}")
    yield ""


def _as_html(text: Plain) -> Iterator[str]:
    yield '<!doctype html><html><body style="white-space: pre-line">'
    yield f"<p><em>{escape(text.mark)}</em></p>" if text.mark else ""
    yield f"<p><strong>{escape(text.headline)}</strong></p>"
    yield from (f"<p>{escape(line)}</p>" for line in text.lines)
    yield from (f"<p><strong>{escape(name)}:</strong> {escape(value)}</p>" for name, value in text.facts)
    if text.link:
        address, label = text.link
        yield f'<p><a href="{escape(address)}">{escape(label)}</a></p>'
    yield "</body></html>"


def _address(text: str) -> Address | None:
    """One address, and nothing beside it that a header could be made of."""
    if not text.isprintable() or " " in text:
        return None
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError):
        return None
    return address if address.username and "." in address.domain else None


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
