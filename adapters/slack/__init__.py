"""Slack, spoken over HTTP: payloads in, Block Kit out."""
