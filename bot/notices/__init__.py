"""What Stige tells a person or a place outside any case: of a policy, of duty, of who cannot be reached."""
