"""What programs ask over HTTP: whether Stige lives and whether it is ready."""
