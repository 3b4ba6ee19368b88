"""Structured logs: one JSON object a line, with case ids and without secrets or people's texts."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType

import structlog
from structlog.typing import EventDict, WrappedLogger

Excepted = BaseException | bool | tuple[type[BaseException], BaseException, TracebackType | None] | None


def configure(readable: bool = False, level: int = logging.INFO) -> None:
    """`readable` for a person at a terminal, else JSON. Logs go to standard error."""
    draw = structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            draw,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")


def without_words(_: WrappedLogger, __: str, event: EventDict) -> MutableMapping[str, object]:
    """Of an exception its kind and where it came from: its message may hold what somebody wrote."""
    raised = _raised(event.pop("exc_info", None))
    if raised is not None:
        event["raised"] = type(raised).__name__
        event["at"] = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno} {f.name}" for f in _frames(raised)]
    return {name: value for name, value in event.items() if value is not None}


def _raised(excepted: Excepted) -> BaseException | None:
    if excepted is True:
        return sys.exc_info()[1]
    if isinstance(excepted, tuple):
        return excepted[1]
    return excepted if isinstance(excepted, BaseException) else None


def _frames(raised: BaseException) -> list[traceback.FrameSummary]:
    return traceback.extract_tb(raised.__traceback__)[-8:]
