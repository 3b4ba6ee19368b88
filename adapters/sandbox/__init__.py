"""The third platform: one browser page where a newcomer plays every part, with a clock that can be wound (R46)."""
