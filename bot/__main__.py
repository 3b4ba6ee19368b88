"""The composition root: the one file that knows every concrete class, and puts them together."""

import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

import structlog
import uvicorn
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from adapters.cli import Work, program
from adapters.names import Names
from adapters.policyfile import PolicyFaults, read_policy
from adapters.sandbox.app import sandbox as sandbox_page
from adapters.sandbox.directory import Directory
from adapters.sandbox.hub import Hub
from adapters.sandbox.parts import Parts
from adapters.sandbox.sender import SandboxSender
from adapters.scheduler import AlarmClock, in_thread
from adapters.slack.app import Slack
from adapters.slack.manifest import slack_manifest
from adapters.slack.settings import SlackSettings, missing, slack_workspaces
from adapters.teams.app import Teams
from adapters.teams.manifest import teams_package
from adapters.teams.settings import HalfConfigured, TeamsSettings, teams_settings
from adapters.web.health import Trouble, health
from adapters.wording import Wording
from bot.cases.case import Realm
from bot.desk import Desk
from bot.engine import Engine
from bot.people.identity import Platform
from bot.people.roster import Roster
from bot.policy.policy import Policy
from bot.ports import Clock, Sender
from bot.relay import Relay
from bot.settings import Settings, Unusable
from storage.migrate import NewerSchema
from storage.sandbox import SandboxChat
from storage.sealing import MissingKey
from storage.store import SqlStore, open_store

log = structlog.get_logger()
SANDBOX_HOME = Path(".stige-sandbox")
LATE = timedelta(seconds=15)


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class RandomIds:
    def case_id(self) -> str:
        return secrets.token_hex(10)


@dataclass(frozen=True)
class Corridor:
    """What every Stige has, whatever it speaks on."""

    store: SqlStore
    engine: Engine
    desk: Desk
    words: Wording
    roster: Callable[[], Roster]

    def alarm_clock(self, senders: dict[Platform, Sender]) -> AlarmClock:
        return AlarmClock(self.engine, Relay(self.engine, senders, in_thread))


def corridor(store: SqlStore, clock: Clock, platforms: frozenset[Platform], settings: Settings) -> Corridor:
    engine = Engine(store, clock, RandomIds(), platforms)
    in_force = _in_force(store)
    names = Names(lambda: in_force.roster, store)
    words = Wording(names, in_force.rules.language, clock.now)
    return Corridor(store, engine, Desk(engine, settings.email_domains), words, lambda: in_force.roster)


# the policy


def _in_force(store: SqlStore) -> Policy:
    with store.writing() as unit:
        policy = unit.active()
    if policy is None:
        raise Unusable("The database holds no policy yet: set STIGE_POLICY to the policy file that it begins with.")
    return policy


def seed(store: SqlStore, path: str, clock: Clock) -> None:
    """An empty database begins with the file; afterwards the activated version rules, and another file is reported."""
    source = _read(path) if path else None
    policy = _checked(source, Path(path).parent) if source is not None else None
    with store.writing() as unit:
        active = unit.active()
        if active is None and policy is not None and source is not None:
            unit.activate(policy, source, by="STIGE_POLICY", why="the database was empty", at=clock.now())
    if active and policy and active.rules.version != policy.rules.version:
        log.warning("STIGE_POLICY differs from the policy in force, which rules on", in_force=active.rules.label)
    _tell_what_waits(_in_force(store))


def _tell_what_waits(policy: Policy) -> None:
    if policy.not_in_force:
        log.warning("checked and kept, but not yet in force", sections=list(policy.not_in_force))


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as fault:
        raise Unusable(f"STIGE_POLICY is {path}, which cannot be read: {fault.strerror}.") from None


def _checked(source: bytes, directory: Path | None) -> Policy:
    try:
        return read_policy(source, directory=directory)
    except PolicyFaults as faults:
        listed = "\n".join(f"  line {f.line}, column {f.column}: {f.message}" for f in faults.faults)
        raise Unusable(f"The policy has errors, so Stige does not start:\n{listed}") from None


# memory


def opened(url: str, keys: Sequence[str], realm: Realm) -> SqlStore:
    try:
        return open_store(url, keys, realm)
    except (NewerSchema, MissingKey, ValueError) as fault:
        raise Unusable(str(fault)) from None
    except ArgumentError:
        raise Unusable("STIGE_DATABASE_URL is no database URL, such as sqlite:///stige.db.") from None
    except SQLAlchemyError as fault:
        raise Unusable(f"The database cannot be opened: {type(fault).__name__}.") from None


# stige run


def run(settings: Settings) -> None:
    slack, teams = _slack(settings), _teams(settings)
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
    with _listening(settings) as door:
        store = opened(settings.database_url, settings.secret_keys, Realm.LIVE)
        clock = WallClock()
        seed(store, settings.policy, clock)
        _serve(live(store, clock, settings, slack, teams), door)


def live(
    store: SqlStore, clock: Clock, settings: Settings, slack: SlackSettings | None, teams: TeamsSettings | None
) -> Starlette:
    """The application of a live Stige; it starts its alarm clock with its life span and closes the store at its end."""
    wanted = {Platform.SLACK: slack, Platform.TEAMS: teams}
    made = corridor(store, clock, frozenset(p for p, its in wanted.items() if its), settings)
    on_slack = Slack(slack, made.desk, made.words, store.contacts) if slack else None
    on_teams = Teams(teams, made.desk, made.words, store.contacts) if teams else None
    senders: dict[Platform, Sender] = {
        **({Platform.SLACK: on_slack.sender} if on_slack else {}),
        **({Platform.TEAMS: on_teams.sender} if on_teams else {}),
    }
    alarm = made.alarm_clock(senders)
    troubles = _troubles(store, alarm) | ({"slack": on_slack.trouble} if on_slack else {})
    routes: list[BaseRoute] = [
        *(on_slack.routes if on_slack else ()),
        *(on_teams.routes if on_teams else ()),
        *health(troubles),
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if on_slack:
            await on_slack.start()
        alarm.start()
        try:
            yield
        finally:
            alarm.stop()
            if on_slack:
                await on_slack.stop()
            if on_teams:
                await on_teams.stop()
            store.close()

    return Starlette(routes=routes, lifespan=lifespan)


def _troubles(store: SqlStore, alarm: AlarmClock) -> dict[str, Trouble]:
    return {
        "database": lambda: None if store.ready() else "cannot be read and written",
        "timers": lambda: None if alarm.rang_within(LATE) else f"have not been looked at for {LATE.seconds} seconds",
    }


def _slack(settings: Settings) -> SlackSettings | None:
    given = dict(settings.slack)
    token, secret = given.get("SLACK_BOT_TOKEN"), given.get("SLACK_SIGNING_SECRET")
    lacking = missing(token, secret) or (("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET") if given and not token else ())
    if lacking:
        raise Unusable(f"Slack is half configured: {' and '.join(lacking)} is missing.")
    if not token or not secret:
        return None
    named = {"api_url": given.get("SLACK_API_URL"), "command": given.get("SLACK_COMMAND")}
    return SlackSettings(
        token, secret, slack_workspaces(settings.workspaces), **{name: value for name, value in named.items() if value}
    )


def _teams(settings: Settings) -> TeamsSettings | None:
    try:
        return teams_settings({**dict(settings.microsoft), "STIGE_WORKSPACES": ",".join(settings.workspaces)})
    except HalfConfigured as fault:
        raise Unusable(str(fault)) from None


# stige sandbox


class WoundClock:
    """The sandbox's wall clock: the real one and how far it has been wound, which the database remembers. It is also the
    page's winder."""

    def __init__(self, chat: SandboxChat) -> None:
        self._chat = chat
        self._ahead = chat.offset()
        self.alarm: AlarmClock | None = None

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def wind(self, by: timedelta) -> None:
        self._chat.wind(by)
        self._ahead = self._chat.offset()

    def next_at(self) -> datetime | None:
        return self.alarm.next_timer_at() if self.alarm else None

    async def settle(self) -> None:
        if self.alarm:
            await self.alarm.settle()


def sandbox(settings: Settings) -> None:
    if settings.names_a_platform:
        raise Unusable(
            "The sandbox does not start where Slack or Teams is set up: it is for playing, not for live cases."
        )
    with _listening(settings, "127.0.0.1") as door:
        SANDBOX_HOME.mkdir(exist_ok=True)
        store = opened(f"sqlite:///{SANDBOX_HOME / 'sandbox.db'}", [_own_key()], Realm.SANDBOX)
        port = door.getsockname()[1]
        app = playground(store, settings, port)
        print(f"Stige's sandbox: http://127.0.0.1:{port}  (Ctrl+C ends it)", flush=True)  # noqa: T201
        _serve(app, door)


def playground(store: SqlStore, settings: Settings, port: int) -> Starlette:
    """The application of the sandbox, on the policy of STIGE_POLICY or the shipped one."""
    chat = SandboxChat(store.database)
    clock = WoundClock(chat)
    _play_by(store, settings.policy, clock)
    made = corridor(store, clock, frozenset({Platform.SANDBOX}), settings)
    hub = Hub()
    directory = Directory(made.roster)
    alarm = made.alarm_clock({Platform.SANDBOX: SandboxSender(chat, made.words, directory, hub)})
    clock.alarm = alarm
    parts = Parts(made.desk, made.words, chat, clock, made.roster)
    page = sandbox_page(parts, directory, hub, port, secrets.token_urlsafe(24))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        alarm.start()
        try:
            yield
        finally:
            alarm.stop()
            store.close()

    return Starlette(routes=[*health(_troubles(store, alarm)), Mount("/", page)], lifespan=lifespan)


def _play_by(store: SqlStore, path: str, clock: Clock) -> None:
    """The sandbox always plays by the file as it is now: trying a change is what it is for."""
    source = _read(path) if path else files("adapters.policyfile").joinpath("default.yaml").read_bytes()
    policy = _checked(source, Path(path).parent if path else None)
    with store.writing() as unit:
        active = unit.active()
        if active is None or active.rules.version != policy.rules.version:
            unit.activate(policy, source, by="sandbox", why="the file as it is now", at=clock.now())
    _tell_what_waits(policy)


def _own_key() -> str:
    """The sandbox makes its own key, for nobody else to read."""
    kept = SANDBOX_HOME / "key"
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
    return kept.read_text()


# serving


def _listening(settings: Settings, host: str = "") -> socket.socket:
    """The port is taken before anything else is done, so that a second start says so and touches nothing."""
    address = (host or settings.host, settings.port)
    try:
        return socket.create_server(address, backlog=128)
    except OSError as fault:
        raise Unusable(
            f"Nothing can listen on {address[0]}:{address[1]} ({fault.strerror}). "
            "Is another Stige running? STIGE_PORT chooses another port."
        ) from None


def _serve(app: Starlette, door: socket.socket) -> None:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5))
    server.run(sockets=[door])


def main() -> None:
    program(Work(run, sandbox, slack_manifest, teams_package))()


if __name__ == "__main__":
    main()
