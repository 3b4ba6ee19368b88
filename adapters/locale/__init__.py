"""The catalogues: one `.po` file a language. Adding a language is adding a file."""
