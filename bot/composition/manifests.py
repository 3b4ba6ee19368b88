"""`stige manifest`: what an administrator uploads."""

from adapters.slack import manifest as slack_app
from adapters.teams import manifest as teams_app
from adapters.wording import Wording
from bot.composition.corridor import WallClock
from bot.settings import Settings


def slack_manifest(settings: Settings) -> str:
    words = Wording(str, "en", WallClock().now)
    return slack_app.as_yaml(slack_app.manifest(words, settings.base_url, settings.command))


def teams_package(settings: Settings) -> bytes:
    app_id = dict(settings.microsoft).get("MICROSOFT_APP_ID", "")
    return teams_app.package(teams_app.manifest(Wording(str, "en", WallClock().now), settings.base_url, app_id))
