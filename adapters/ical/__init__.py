"""iCalendar: calendars that Stige subscribes to, and shifts for calendar programs (R23)."""
