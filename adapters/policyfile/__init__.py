"""The escalation policy as its keeper writes it: YAML in, values of the core out, every fault with line and column."""

from importlib.resources import files

from adapters.policyfile.faults import Fault, PolicyFaults
from adapters.policyfile.policy import read_policy
from bot.lint.finding import Severity

__all__ = ["Fault", "PolicyFaults", "Severity", "default_source", "read_policy", "shipped_names", "shipped_source"]


def default_source() -> bytes:
    """The policy that Stige ships, for the sandbox and as a beginning for one's own."""
    return files(__name__).joinpath("default.yaml").read_bytes()


def shipped_names() -> list[str]:
    """The policies to begin one's own with, one for each kind of company that we had in mind."""
    return sorted(file.name.removesuffix(".yaml") for file in files(__name__).joinpath("shipped").iterdir())


def shipped_source(name: str) -> bytes:
    """One of `shipped_names`."""
    return files(__name__).joinpath("shipped", f"{name}.yaml").read_bytes()
