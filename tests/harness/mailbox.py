"""A mail server on this machine: it keeps what it was given, and answers as the test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class Mailbox:
    """`refuses` are answers by the address that a mail is for; `answer` is the one to a mail's last byte."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.refuses: dict[str, str] = {}
        self.answer = "250 OK"
        self.logins: list[bytes] = []
        self.url = ""

    async def handle_RCPT(  # noqa: N802  the server's own name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.envelopes.append((envelope.mail_from or "", envelope.rcpt_tos))
        return self.answer

    def login(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append(data.password)
        return AuthResult(success=data.password == b"right", handled=False)


class _AnyPort(Controller):
    """On a port that is free; the controller greets its server there once it listens."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1] if self.server else 0  # type: ignore[attr-defined]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    box = Mailbox()
    excluded = ["CRAM-MD5"]
    controller = _AnyPort(
        box,
        hostname="127.0.0.1",
        port=0,
        authenticator=box.login,
        auth_require_tls=False,
        auth_exclude_mechanism=excluded,
    )
    controller.start()
    try:
        box.url = f"smtp://127.0.0.1:{controller.port}?from=stige@nordlys.example"
        yield box
    finally:
        controller.stop()
