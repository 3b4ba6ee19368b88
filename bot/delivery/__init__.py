"""How what is owed reaches somebody: by which way, whether it arrived, and what follows where it did not."""
