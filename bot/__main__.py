"""The composition root: the one file that knows every concrete class, and puts them together."""

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from adapters.cli import Work, program
from adapters.names import Names
from adapters.outside import senders_outside, ways_out
from adapters.policyfile.beginning import begin_with
from adapters.policyfile.chat import ChatFiles
from adapters.policyfile.linting import means_of
from adapters.policyfile.loading import load, shipped
from adapters.sandbox.app import sandbox as sandbox_page
from adapters.sandbox.directory import Directory
from adapters.sandbox.hub import Hub
from adapters.sandbox.parts import Parts
from adapters.sandbox.sender import OutsideSender, SandboxSender
from adapters.sandbox.wound import WoundClock
from adapters.scheduler import AlarmClock, in_thread
from adapters.slack import manifest as slack_app
from adapters.slack.app import Slack
from adapters.slack.settings import SlackSettings, slack_settings
from adapters.teams import manifest as teams_app
from adapters.teams.app import Teams
from adapters.teams.settings import TeamsSettings, teams_settings
from adapters.web.health import Trouble, health
from adapters.web.serving import listening, serve
from adapters.wording import Wording
from bot.cases.case import Realm
from bot.desk.desk import Desk
from bot.engine import Engine, unhoused
from bot.keeping.courier import Courier
from bot.people.identity import Platform, Profile
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.ports import Clock, Sender
from bot.relay import Relay
from bot.seeding import play_by
from bot.settings import Settings, Unusable
from storage.opening import opened
from storage.sandbox import SandboxChat
from storage.store import SqlStore

log = structlog.get_logger()
SANDBOX_HOME = Path(".stige-sandbox")
LATE = timedelta(seconds=15)
OUTSIDE = (Platform.MAIL, Platform.WEBHOOK)
Step = Callable[[], Awaitable[None]]
Life = Callable[[Starlette], AbstractAsyncContextManager[None]]


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    def case_id(self) -> str:
        return secrets.token_hex(10)


@dataclass(frozen=True)
class Corridor:
    """What every Stige has, whatever it speaks on."""

    engine: Engine
    desk: Desk
    words: Wording
    domains: frozenset[str]
    roster: Callable[[], Roster]

    def alarm_clock(self, senders: Mapping[Platform, Sender]) -> AlarmClock:
        relay = Relay(self.engine, senders, in_thread, self.domains)
        return AlarmClock(self.engine, relay, Courier(self.engine, senders, in_thread, relay.found))


def corridor(store: SqlStore, clock: Clock, platforms: frozenset[Platform], settings: Settings) -> Corridor:
    at_start = _in_force(store)
    engine = Engine(store, clock, RandomIds(), platforms)
    if places := unhoused(at_start.roster, platforms):
        log.warning("places of the policy without a room on any platform that is set up", places=list(places))

    def in_force() -> Policy:
        """Another process may have activated another version since."""
        return store.in_force() or at_start

    words = Wording(Names(lambda: in_force().roster, store), lambda: in_force().rules.language, clock.now)
    domains = frozenset(settings.email_domains)
    files = ChatFiles(means_of(settings), words)
    desk = Desk(engine, files, domains, settings.command, _report_claim)
    return Corridor(engine, desk, words, domains, lambda: in_force().roster)


def _report_claim(profile: Profile) -> None:
    log.warning("somebody else already is the person of this e-mail; refused", identity=str(profile.identity))


def _in_force(store: SqlStore) -> Policy:
    with store.writing() as unit:
        policy = unit.active()
    if policy is None:
        raise Unusable("The database holds no policy yet: set STIGE_POLICY to the policy file that it begins with.")
    if policy.not_in_force:
        log.warning("checked and kept, but not yet in force", sections=list(policy.not_in_force))
    return policy


# stige run


def run(settings: Settings) -> None:
    slack = slack_settings(dict(settings.slack), settings.workspaces)
    teams = teams_settings(dict(settings.microsoft), settings.workspaces)
    _check(settings, slack, teams)
    with listening(settings.host, settings.port) as door:
        store, clock = live_store(settings), WallClock()
        if settings.policy:
            begin_with(store, settings.policy, clock, means_of(settings))
        serve(Live(store, clock, settings, slack, teams).app(), door)


def _check(settings: Settings, slack: SlackSettings | None, teams: TeamsSettings | None) -> None:
    if slack is None and teams is None:
        raise Unusable(
            "No platform is set up: set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET, or MICROSOFT_APP_ID, "
            "MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID. To try Stige without either: stige sandbox."
        )
    if not settings.secret_keys:
        raise Unusable(
            "STIGE_SECRET_KEY is not set: it seals what people write. Make one with "
            '`python3 -c "import secrets; print(secrets.token_urlsafe(32))"` and keep it apart from the backups.'
        )


class Live:
    """A live Stige on the platforms that are set up. `connect` and `close` frame its life on one event loop."""

    def __init__(
        self,
        store: SqlStore,
        clock: Clock,
        settings: Settings,
        slack: SlackSettings | None,
        teams: TeamsSettings | None,
    ) -> None:
        wanted = {Platform.SLACK: slack, Platform.TEAMS: teams}
        platforms = frozenset(p for p, its in wanted.items() if its) | ways_out(settings)
        made = corridor(store, clock, platforms, settings)
        self.store = store
        self.slack = Slack(slack, made.desk, made.words, store.contacts) if slack else None
        self.teams = Teams(teams, made.desk, made.words, store.contacts) if teams else None
        senders = senders_outside(settings, made.words, clock.now)
        if self.slack:
            senders[Platform.SLACK] = self.slack.sender
        if self.teams:
            senders[Platform.TEAMS] = self.teams.sender
        self.alarm = made.alarm_clock(senders)

    async def connect(self) -> None:
        if self.slack:
            await self.slack.start()

    async def close(self) -> None:
        if self.slack:
            await self.slack.stop()
        if self.teams:
            await self.teams.stop()
        self.store.close()

    def app(self) -> Starlette:
        troubles = _troubles(self.store, self.alarm) | ({"slack": self.slack.trouble} if self.slack else {})
        doors: list[BaseRoute] = [
            *(self.slack.routes if self.slack else ()),
            *(self.teams.routes if self.teams else ()),
        ]
        return Starlette(routes=[*doors, *health(troubles)], lifespan=_life(self.alarm, self.connect, self.close))


# stige sandbox


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
        chat = SandboxChat(store.database, machine.now)
        self.clock = WoundClock(chat, machine.now)
        play_by(store, policy, source, self.clock.now())
        made = corridor(store, self.clock, frozenset({Platform.SANDBOX, *OUTSIDE}), settings)
        hub, directory = Hub(), Directory(made.roster)
        outside = {way: OutsideSender(way, chat, made.words, hub) for way in OUTSIDE}
        self.alarm = made.alarm_clock({Platform.SANDBOX: SandboxSender(chat, made.words, directory, hub), **outside})
        self.clock.rings = self.alarm
        self.token = secrets.token_urlsafe(24)
        parts = Parts(made.desk, made.words, chat, self.clock, made.roster)
        self.page = sandbox_page(parts, directory, hub, port, self.token)

    async def connect(self) -> None:
        """Nobody to connect to."""

    async def close(self) -> None:
        self.store.close()

    def app(self) -> Starlette:
        routes = [*health(_troubles(self.store, self.alarm)), Mount("/", self.page)]
        return Starlette(routes=routes, lifespan=_life(self.alarm, self.connect, self.close))


# serving


def _troubles(store: SqlStore, alarm: AlarmClock) -> dict[str, Trouble]:
    return {
        "database": lambda: None if store.ready() else "cannot be read and written",
        "timers": lambda: None if alarm.rang_within(LATE) else f"not looked at for {LATE.seconds} seconds",
    }


def _life(alarm: AlarmClock, connect: Step, close: Step) -> Life:
    """The alarm clock rings as long as the application serves."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await connect()
        alarm.start()
        try:
            yield
        finally:
            await alarm.stop()
            await close()

    return lifespan


def live_store(settings: Settings) -> SqlStore:
    return opened(settings.database_url, settings.secret_keys, Realm.LIVE)


def slack_manifest(settings: Settings) -> str:
    words = Wording(str, "en", WallClock().now)
    return slack_app.as_yaml(slack_app.manifest(words, settings.base_url, settings.command))


def teams_package(settings: Settings) -> bytes:
    app_id = dict(settings.microsoft).get("MICROSOFT_APP_ID", "")
    return teams_app.package(teams_app.manifest(Wording(str, "en", WallClock().now), settings.base_url, app_id))


def main() -> None:
    program(Work(run, sandbox, slack_manifest, teams_package, live_store))()


if __name__ == "__main__":
    main()
