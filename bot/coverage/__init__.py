"""Who will be on duty through the coming weeks, when nobody will be, and how the burden is shared (R25)."""
