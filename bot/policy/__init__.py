"""The escalation policy as values, and how its lines are read."""
