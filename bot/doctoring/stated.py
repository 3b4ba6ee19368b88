"""What is wrong with the settings as they are written. No secret is ever repeated."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.doctoring.finding import Finding, fine, skipped, unwise, wrong
from bot.settings import Settings

SHORTEST_KEY = 16
HOST = re.compile(r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+")
WORKSPACE = re.compile(r"[TE][A-Z0-9]{2,}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ADDRESS = "write it as https://stige.acme.example, without anything behind the host but a path"


def stated(settings: Settings) -> Iterator[Finding]:
    yield _keys(settings)
    yield _base_url(settings.base_url)
    yield from _names(settings)
    yield _heartbeat(settings.heartbeat_url)


def base_url_fault(url: str) -> str | None:
    """What is wrong with the shape of STIGE_BASE_URL."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return "STIGE_BASE_URL is no URL"
    if parts.scheme not in ("http", "https") or not host or port == 0:
        return "STIGE_BASE_URL does not begin with https:// and a host"
    if parts.username or parts.password or parts.query or parts.fragment or not url.isprintable() or " " in url:
        return "STIGE_BASE_URL has more in it than a host and a path"
    return None


def _keys(settings: Settings) -> Finding:
    check, keys = "settings.secret_key", settings.secret_keys
    if not keys:
        return wrong(check, "STIGE_SECRET_KEY is not set", "set it: without it nothing can be opened or written")
    if any(len(key) < SHORTEST_KEY for key in keys):
        return wrong(check, f"a key in STIGE_SECRET_KEY is shorter than {SHORTEST_KEY} characters", "make a longer one")
    if len(set(keys)) < len(keys):
        return unwise(check, "STIGE_SECRET_KEY names the same key twice", "leave one of them out")
    return fine(check, f"{len(keys)} secret key{'s' if len(keys) > 1 else ''}")


def _base_url(url: str) -> Finding:
    check = "settings.base_url"
    if not url:
        return unwise(check, "STIGE_BASE_URL is not set: no calendar links, and nobody is asked by mail", ADDRESS)
    if fault := base_url_fault(url):
        return wrong(check, fault, ADDRESS)
    if url.startswith("http:"):
        return unwise(check, "STIGE_BASE_URL is not https: no platform calls it, and links are read by all", ADDRESS)
    return fine(check, url)


def _names(settings: Settings) -> Iterator[Finding]:
    """Lists of which an entry can never fit anything."""
    yield _listed(
        "settings.workspaces", "STIGE_WORKSPACES", settings.workspaces, WORKSPACE, "ids such as T0ABC123, or tenants"
    )
    domains, hosts = settings.email_domains, tuple(host.lower() for host in settings.outbound_hosts)
    yield _listed("settings.email_domains", "STIGE_EMAIL_DOMAINS", domains, HOST, "domains, such as acme.example")
    yield _listed("settings.outbound_hosts", "STIGE_OUTBOUND_HOSTS", hosts, HOST, "names, such as telco.example")


def _listed(check: str, setting: str, names: tuple[str, ...], shape: re.Pattern[str], wanted: str) -> Finding:
    if not names:
        return skipped(check, f"{setting} is not set")
    if strange := [name for name in names if not shape.fullmatch(name)]:
        message = f"{setting} has {len(strange)} of {len(names)} entries that fit nothing"
        return wrong(check, message, f"write {wanted}, separated by commas")
    return fine(check, f"{len(names)} in {setting}")


def _heartbeat(url: str) -> Finding:
    check = "settings.heartbeat_url"
    if not url:
        return unwise(
            check, "STIGE_HEARTBEAT_URL is not set: nobody notices when Stige is gone", "let something else watch it"
        )
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    return fine(check, "set") if good else wrong(check, "STIGE_HEARTBEAT_URL is no URL", "begin it with https://")
