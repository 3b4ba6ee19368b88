"""Settings out of the environment and `.env`, by the names that administrators rely on."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.settings import COMMAND, DATABASE, RECORD, Settings, Unusable

SLACK = ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET")
MICROSOFT = ("MICROSOFT_APP_ID", "MICROSOFT_APP_PASSWORD", "MICROSOFT_APP_TYPE", "MICROSOFT_APP_TENANT_ID")


class Environment(BaseSettings):
    """Field names are the settings' names. An empty setting is one that is not set."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    stige_database_url: str = DATABASE
    stige_policy: str = ""
    stige_host: str = "127.0.0.1"
    stige_port: Annotated[int, Field(ge=1, le=65535)] = 8000
    stige_base_url: str = ""
    stige_secret_key: str = ""
    stige_workspaces: str = ""
    stige_email_domains: str = ""
    stige_outbound_hosts: str = ""
    stige_smtp_url: str = ""
    stige_heartbeat_url: str = ""
    stige_record: str = RECORD
    slack_bot_token: str = ""
    slack_signing_secret: str = ""
    slack_app_token: str = ""
    slack_client_id: str = ""
    slack_client_secret: str = ""
    slack_api_url: str = ""
    slack_command: str = ""
    microsoft_app_id: str = ""
    microsoft_app_password: str = ""
    microsoft_app_type: str = ""
    microsoft_app_tenant_id: str = ""
    microsoft_login_url: str = ""
    microsoft_openid_metadata_url: str = ""


def settings() -> Settings:
    """Raises `Unusable` for a value that is none, naming the setting and not showing the value."""
    try:
        read = Environment()
    except ValidationError as faults:
        names = ", ".join(sorted({str(fault["loc"][0]).upper() for fault in faults.errors()}))
        raise Unusable(f"This setting cannot be read: {names}.") from None
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(f"The file .env cannot be read: {type(fault).__name__}.") from None
    return _settings({name.upper(): str(value).strip() for name, value in read.model_dump().items()})


def _settings(given: Mapping[str, str]) -> Settings:
    return Settings(
        database_url=given["STIGE_DATABASE_URL"],
        policy=given["STIGE_POLICY"],
        host=given["STIGE_HOST"],
        port=int(given["STIGE_PORT"]),
        base_url=given["STIGE_BASE_URL"],
        secret_keys=_listed(given["STIGE_SECRET_KEY"]),
        workspaces=_listed(given["STIGE_WORKSPACES"]),
        email_domains=_listed(given["STIGE_EMAIL_DOMAINS"].casefold()),
        outbound_hosts=_listed(given["STIGE_OUTBOUND_HOSTS"]),
        smtp_url=given["STIGE_SMTP_URL"],
        heartbeat_url=given["STIGE_HEARTBEAT_URL"],
        record=given["STIGE_RECORD"],
        command=given["SLACK_COMMAND"] or COMMAND,
        slack=_platform(given, "SLACK_", SLACK),
        microsoft=_platform(given, "MICROSOFT_", MICROSOFT),
    )


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part for part in (piece.strip() for piece in value.split(",")) if part)


def _platform(given: Mapping[str, str], prefix: str, telling: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Nothing where only what has no meaning alone is set, such as the command's name."""
    if not any(given[name] for name in telling):
        return ()
    return tuple((name, value) for name, value in given.items() if name.startswith(prefix) and value)
