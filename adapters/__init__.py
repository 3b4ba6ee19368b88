"""The translators: between the core and whoever speaks with it (chat platforms, browsers, terminals, files)."""
