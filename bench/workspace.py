"""The Slack workspace that a benchmark plays in."""

PATH = "/slack/events"
TEAM = "T0BENCH"
TOKEN = "xoxb-bench"
SECRET = "the signing secret of the benchmark"
DOMAIN = "kestrel.example"  # of the shipped policy's people
DATABASE = "stige.db"
