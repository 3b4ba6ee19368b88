"""`stige run`: a live Stige on the platforms that are set up."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from adapters.clock import TrustedClock
from adapters.outside import links_of, senders_outside, ways_out
from adapters.policyfile.beginning import begin_with
from adapters.policyfile.linting import means_of
from adapters.slack.app import Slack
from adapters.slack.settings import SlackSettings, slack_settings
from adapters.teams.app import Teams
from adapters.teams.settings import TeamsSettings, teams_settings
from adapters.telling import Everybody, Log
from adapters.web.answering import answering
from adapters.web.calendar import calendar
from adapters.web.counting import Counted
from adapters.web.health import Health
from adapters.web.metrics import Audits, Meter, Sampled, metrics
from adapters.web.serving import listening, serve
from bot.cases.case import Realm
from bot.composition.corridor import corridor, life
from bot.composition.watching import audited, parts, sampled
from bot.desk.linked import LinkDesk
from bot.doctoring.stated import base_url_fault
from bot.messages.pace import limits_of
from bot.people.identity import Platform
from bot.ports import Clock
from bot.settings import Settings, Unusable
from storage.opening import opened
from storage.store import SqlStore


def run(settings: Settings) -> None:
    slack = slack_settings(dict(settings.slack), settings.workspaces)
    teams = teams_settings(dict(settings.microsoft), settings.workspaces)
    _check(settings, slack, teams)
    with listening(settings.host, settings.port) as door:
        store = live_store(settings)
        clock = TrustedClock(store.wall)
        chats = {Platform.SLACK: slack, Platform.TEAMS: teams}
        store.pace_by(limits_of(frozenset(chat for chat, its in chats.items() if its)))
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
    if settings.base_url and (fault := base_url_fault(settings.base_url)):
        raise Unusable(f"{fault}: write it as https://stige.acme.example.")


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
        self._trusted = clock if isinstance(clock, TrustedClock) else None
        made = corridor(store, clock, platforms, settings, self._trusted.held if self._trusted else _never)
        self.store, self.engine, self._settings, self._meter = store, made.engine, settings, Meter()
        self._record = made.record.trouble if made.record else _fine
        self.slack = Slack(slack, made.desk, made.words, store.contacts) if slack else None
        self.teams = Teams(teams, made.desk, made.words, store.contacts) if teams else None
        links = links_of(settings)
        self._answering = [answering(LinkDesk(made.engine), links, made.words)] if links else []
        senders = senders_outside(settings, made.words, clock.now)
        if self.slack:
            senders[Platform.SLACK] = self.slack.sender
        if self.teams:
            senders[Platform.TEAMS] = self.teams.sender
        self.alarm = made.alarm_clock(senders, Everybody(Log(), self._meter))

    async def connect(self) -> None:
        if self._trusted:
            self._trusted.on_settled = self._settled
            self._trusted.start()
        if self.slack:
            await self.slack.start()

    def _settled(self) -> None:
        self.alarm.set_anew()
        self.alarm.wake()

    async def close(self) -> None:
        if self._trusted:
            self._trusted.stop()
        if self.slack:
            await self.slack.stop()
        if self.teams:
            await self.teams.stop()
        self.store.close()

    def app(self) -> Starlette:
        doors = [*(self.slack.routes if self.slack else ()), *(self.teams.routes if self.teams else ())]
        health = self._health()
        return Starlette(
            routes=[*doors, calendar(self.engine), *self._answering, *health.routes, self._metrics(health)],
            middleware=[Middleware(Counted, requests=self._meter.requests)],
            lifespan=life(self.alarm, self.connect, self.close),
        )

    def _health(self) -> Health:
        clocked = self._trusted.trouble if self._trusted else _fine
        chats = {"slack": self.slack, "teams": self.teams}
        return Health(
            parts(self.store, self.engine.clock, self.alarm, self._settings, clocked, self._record),
            {name: chat.looked_at for name, chat in chats.items() if chat},
        )

    def _metrics(self, health: Health) -> Route:
        held = self._trusted.held if self._trusted else _never
        figures = Sampled(lambda: sampled(self.store, self.engine.clock), held)
        return metrics(self._meter, figures, health, Audits(lambda: audited(self.alarm)))


def _never() -> bool:
    return False


def _fine() -> None:
    return None


def live_store(settings: Settings) -> SqlStore:
    return opened(settings.database_url, settings.secret_keys, Realm.LIVE)
