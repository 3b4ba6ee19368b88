"""What `stige doctor` looks at outside the database. Nothing is changed, and nothing is sent to anybody."""
