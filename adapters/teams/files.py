"""What people send in Teams, from where Microsoft keeps it: an address that is signed and lives a few minutes."""

from yarl import URL

from adapters.attached import at_home, fetched
from adapters.teams.connector import Session
from adapters.teams.settings import MICROSOFT_LOGIN, SOVEREIGN

DOMAINS = ("sharepoint.com", "sharepoint.us", "sharepoint.cn", "svc.ms")


class Files:
    """No token of ours goes along. Where MICROSOFT_LOGIN_URL names a login service that is not Microsoft's, as in
    tests, files may come from there too."""

    def __init__(self, session: Session, login_url: str) -> None:
        self._session = session
        login = URL(login_url)
        is_microsofts = login.host in {URL(MICROSOFT_LOGIN).host, *SOVEREIGN}
        self._instead = None if is_microsofts else login.origin()

    async def fetched(self, address: str) -> bytes:
        """Raises `NotFetched`."""
        return await fetched(self._session.get(), address, self._is_own, {})

    def _is_own(self, url: URL) -> bool:
        if self._instead and url.is_absolute() and url.origin() == self._instead:
            return True
        return at_home(url, (), DOMAINS)
