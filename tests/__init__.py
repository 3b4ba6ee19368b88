"""The specification of Stige, in tests that read as rules."""
