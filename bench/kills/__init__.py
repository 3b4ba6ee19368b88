"""Real processes, killed at random under load, against a Slack that counts: nothing lost, every repeat marked.

python -m bench.kills [--kills N] [--database sqlite|postgres|both] [--seed N] [--json]
"""
