"""`stige sandbox`: a Stige to play with, on a page of its own."""

import secrets
from dataclasses import replace
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount

from adapters.policyfile.loading import load, shipped
from adapters.sandbox.app import sandbox as sandbox_page
from adapters.sandbox.directory import Directory
from adapters.sandbox.hub import Hub
from adapters.sandbox.parts import Parts
from adapters.sandbox.sender import OutsideSender, SandboxSender
from adapters.sandbox.wound import WoundClock
from adapters.web.calendar import calendar
from adapters.web.health import health
from adapters.web.serving import listening, serve
from bot.cases.case import Realm
from bot.composition.corridor import WallClock, corridor, life, troubles
from bot.people.identity import Platform
from bot.policy.policy import Policy
from bot.ports import Clock
from bot.seeding import play_by
from bot.settings import Settings, Unusable
from storage.opening import opened
from storage.sandbox import SandboxChat
from storage.store import SqlStore

SANDBOX_HOME = Path(".stige-sandbox")
OUTSIDE = (Platform.MAIL, Platform.WEBHOOK)


def sandbox(settings: Settings) -> None:
    if settings.names_a_platform:
        raise Unusable("The sandbox does not start where Slack or Teams is set up: it is for playing.")
    with listening("127.0.0.1", settings.port) as door:
        store = opened(f"sqlite:///{SANDBOX_HOME / 'sandbox.db'}", [_own_key()], Realm.SANDBOX)
        port = door.getsockname()[1]
        policy, source = load(settings.policy) if settings.policy else shipped()
        app = Playground(store, policy, source, settings, port, WallClock()).app()
        print(f"Stige's sandbox: http://127.0.0.1:{port}  (Ctrl+C ends it)", flush=True)  # noqa: T201
        serve(app, door, patience_seconds=1)  # an open page would keep it for ever


def _own_key() -> str:
    """The sandbox makes its own key, for nobody else to read."""
    kept = SANDBOX_HOME / "key"
    try:
        SANDBOX_HOME.mkdir(exist_ok=True)
        if not kept.exists():
            kept.touch(0o600, exist_ok=False)
            kept.write_text(secrets.token_urlsafe(32))
        return kept.read_text(encoding="ascii")
    except (OSError, UnicodeError) as fault:
        raise Unusable(f"The sandbox cannot use its folder {SANDBOX_HOME} here: {type(fault).__name__}.") from None


class Playground:
    """A Stige that speaks on its own page alone, under a clock that can be wound."""

    def __init__(
        self, store: SqlStore, policy: Policy, source: bytes, settings: Settings, port: int, machine: Clock
    ) -> None:
        self.store = store
        here = settings if settings.base_url else replace(settings, base_url=f"http://127.0.0.1:{port}")
        chat = SandboxChat(store.database, machine.now)
        self.clock = WoundClock(chat, machine.now)
        play_by(store, policy, source, self.clock.now())
        made = corridor(store, self.clock, frozenset({Platform.SANDBOX, *OUTSIDE}), here)
        self.engine = made.engine
        hub, directory = Hub(), Directory(made.roster)
        outside = {way: OutsideSender(way, chat, made.words, hub) for way in OUTSIDE}
        self.alarm = made.alarm_clock({Platform.SANDBOX: SandboxSender(chat, made.words, directory, hub), **outside})
        self.clock.rings = self.alarm
        self.token = secrets.token_urlsafe(24)
        parts = Parts(made.desk, made.words, chat, self.clock, self.engine.roster)
        self.page = sandbox_page(parts, directory, hub, port, self.token)

    async def connect(self) -> None:
        """Nobody to connect to."""

    async def close(self) -> None:
        self.store.close()

    def app(self) -> Starlette:
        routes = [*health(troubles(self.store, self.alarm)), calendar(self.engine), Mount("/", self.page)]
        return Starlette(routes=routes, lifespan=life(self.alarm, self.connect, self.close))
