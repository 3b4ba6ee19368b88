"""How it goes: figures for whoever watches, and findings for whoever mends."""
