"""Whether the mail server lets us in, and whether hosts can be reached: nothing is sent to anybody."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiosmtplib
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException

from adapters.mail import MailSettings, mail_settings
from adapters.outbound import is_public, looked_up
from bot.doctoring.finding import Finding, fine, skipped, wrong
from bot.settings import Settings, Unusable

PATIENCE_SECONDS = 8.0
HTTPS = 443


async def mail_checked(settings: Settings) -> Finding:
    try:
        mail = mail_settings(settings.smtp_url)
    except Unusable as fault:
        return wrong("mail.server", str(fault), "see docs/running.md, Mail")
    if mail is None:
        return skipped("mail.server", "STIGE_SMTP_URL is not set")
    return await _logged_in(mail)


async def _logged_in(mail: MailSettings) -> Finding:
    server = aiosmtplib.SMTP(
        hostname=mail.host,
        port=mail.port,
        use_tls=mail.tls,
        start_tls=None if mail.tls else mail.start_tls,
        timeout=PATIENCE_SECONDS,
    )
    check = "mail.server"
    try:
        await server.connect()
        if mail.user and mail.password:
            await server.login(mail.user, mail.password)
        await server.quit()
    except SMTPAuthenticationError:
        return wrong(check, "the mail server does not accept name and password", "look at STIGE_SMTP_URL")
    except (SMTPException, OSError, TimeoutError, ValueError) as fault:
        return wrong(
            check, f"the mail server cannot be used: {type(fault).__name__}", "look at STIGE_SMTP_URL, and at it"
        )
    finally:
        server.close()
    return fine(check, "lets Stige in" if mail.password else "answers; no password is set")


async def hosts_checked(hosts: Iterable[str]) -> AsyncIterator[Finding]:
    """One finding for each: whether its name leads to a public address where somebody speaks TLS with a certificate
    that is trusted."""
    for finding in await asyncio.gather(*(_host(host.lower()) for host in hosts)):
        yield finding


async def _host(host: str) -> Finding:
    check = f"outbound.{host}"
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            addresses = [ip_address(found.partition("%")[0]) for found in await looked_up(host, HTTPS)]
            if not all(is_public(address) for address in addresses):
                return wrong(check, f"{host} is at an address that is not public", "Stige never calls it: take it out")
            _, writer = await asyncio.open_connection(host, HTTPS, ssl=ssl.create_default_context())
            writer.close()
    except ssl.SSLError:
        return wrong(check, f"the certificate of {host} is not trusted", "ask whoever runs it")
    except (OSError, TimeoutError, ValueError) as fault:
        return wrong(check, f"{host} cannot be reached: {type(fault).__name__}", "let this machine reach it by https")
    return fine(check, "answers by https")


async def heartbeat_checked(url: str) -> Finding:
    """Its host alone: to call it would be to say that all is well."""
    check = "heartbeat"
    if not url:
        return skipped(check, "STIGE_HEARTBEAT_URL is not set")
    try:
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        async with asyncio.timeout(PATIENCE_SECONDS):
            context = ssl.create_default_context() if tls else None
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or (443 if tls else 80), ssl=context)
            writer.close()
    except (OSError, TimeoutError, ValueError) as fault:
        return wrong(check, f"its host cannot be reached: {type(fault).__name__}", "let this machine reach it")
    return fine(check, "its host can be reached; it was not called")
