"""What comes round by itself: duty that changes, people to be reminded of their shift, looks whether all is well."""
