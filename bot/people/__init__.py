"""Who there is, who is on duty, and whom a target names at a moment."""
