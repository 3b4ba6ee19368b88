"""The policy in plain words: who is asked, when and why, of a path, a priority, a type or one case."""
