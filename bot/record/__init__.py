"""What the record proves, how long it is kept, and what is taken out of it when a person is erased."""
