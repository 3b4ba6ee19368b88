"""A policy tried before it counts: cases in fast-forward, through the `step` that runs live."""
