"""What is shown, to whom, and how the outbox is worked off."""
