"""How fast what was decided is done: timers, bursts, downtime, restarts, memory, and how all that grows. `python -m
bench.delivery` measures it on a SQLite file that survives a power cut."""
