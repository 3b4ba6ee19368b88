"""The schema's history.

To add to it: change the tables, run `python -m storage.migrate "what changes"`, and read the file that it wrote.
"""
