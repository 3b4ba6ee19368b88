"""The memory: one transaction keeps a case, its events, its timers and its outbox."""
