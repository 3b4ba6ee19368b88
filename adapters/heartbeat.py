"""What the auditor lets be heard outside the chats: lines in the log, and a beat to STIGE_HEARTBEAT_URL, by whose
absence something else notices that Stige is not well."""

import aiohttp
import structlog

from bot.findings import Finding, Noted

TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=5)
log = structlog.get_logger()


class Heartbeat:
    """Whose URL it is, the operator decides: any host by http or https. Nothing is sent with it and no answer is read
    but its status; a redirect is none. The log never names the URL, which is often a secret. Empty: no beat."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._failed = False

    def found(self, finding: Finding) -> None:
        log.error(
            "audit finding",
            what=finding.what,
            case=finding.case_id,
            why=finding.why or None,
            repaired=finding.repaired,
        )

    def ended(self, finding: Noted) -> None:
        log.info("audit finding ended", what=finding.what, case=finding.case_id)

    async def beat(self) -> None:
        if not self._url:
            return
        why = await self._trouble()
        if why and not self._failed:
            log.warning("heartbeat failed", why=why)
        elif self._failed and not why:
            log.info("heartbeat is heard again")
        self._failed = bool(why)

    async def _trouble(self) -> str:
        try:
            async with (
                aiohttp.ClientSession(timeout=TIMEOUT, trust_env=False, headers={"User-Agent": "Stige"}) as session,
                session.get(self._url, allow_redirects=False) as answer,
            ):
                return "" if answer.status < 300 else f"status {answer.status}"
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as fault:
            return type(fault).__name__
