"""Whether Microsoft gives this bot its token: without it nobody can be written to."""

from collections.abc import Awaitable, Callable

from bot.sending import Lost, NotNow, Undeliverable

ASK_AGAIN_SECONDS = 30.0
NOT_ACCEPTED = "Microsoft does not accept MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID"


class Credentials:
    """`token` gives one that is kept for long, so that asking costs nothing while all is well. What was refused is not
    asked for again at once."""

    def __init__(self, token: Callable[[], Awaitable[str]], seconds: Callable[[], float]) -> None:
        self._token, self._seconds = token, seconds
        self._refused: str | None = None
        self._refused_at = float("-inf")

    async def trouble(self) -> str | None:
        """For the operator; None when all is well."""
        if self._refused and self._seconds() - self._refused_at < ASK_AGAIN_SECONDS:
            return self._refused
        try:
            await self._token()
        except (NotNow, Lost, Undeliverable) as fault:
            refused = getattr(fault, "everywhere", False)
            self._refused = f"{NOT_ACCEPTED if refused else 'Microsoft gives no token now'}: {fault}"
        else:
            self._refused = None
        self._refused_at = self._seconds()
        return self._refused
