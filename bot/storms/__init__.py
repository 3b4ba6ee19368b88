"""Storms: what comes too fast for one person or place is merged into one message, and nothing is dropped (R21)."""
