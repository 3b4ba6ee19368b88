"""Structured logs: one JSON object a line, with case ids and without secrets or people's texts."""

import logging
import sys
import traceback
from collections.abc import MutableMapping, Sequence
from types import TracebackType

import structlog
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

Excepted = BaseException | bool | tuple[type[BaseException], BaseException, TracebackType | None] | None
STAMPED: Sequence[Processor] = (
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
# Libraries that never see what people write. Of all others only the template of a line is shown, never filled in.
TRUSTED = ("alembic", "apscheduler", "asyncio", "uvicorn")


def configure(readable: bool = False, level: int = logging.INFO) -> None:
    """`readable` for a person at a terminal, else JSON. Logs go to standard error, those of libraries too."""
    draw = structlog.dev.ConsoleRenderer(colors=False) if readable else structlog.processors.JSONRenderer()
    structlog.configure(
        processors=[*STAMPED, without_words, draw],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    processors = [*STAMPED, of_a_library, without_words, draw]
    handler.setFormatter(ProcessorFormatter(processors=processors, use_get_message=False, pass_foreign_args=True))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def of_a_library(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Chat libraries put whole requests into their lines, and asyncio puts exceptions below the first one."""
    record: logging.LogRecord = event.pop("_record")
    del event["_from_structlog"]
    template, filled = event["event"], event.pop("positional_args")
    if record.name.partition(".")[0] in TRUSTED:
        event["event"] = (template % filled if filled else template).partition("\n")[0]
    elif not filled:
        event["event"] = "a line that may hold what somebody wrote"
    event["logger"], event["line"] = record.name, f"{record.filename}:{record.lineno}"
    return event


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
