"""`stige policy …`: the policy file checked, explained, tried and put in force."""

from adapters.cli.policy.commands import policy_commands

__all__ = ["policy_commands"]
