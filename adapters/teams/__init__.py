"""Microsoft Teams as a translator: activities in, Adaptive Cards out (docs/teams.md)."""
