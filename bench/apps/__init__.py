"""What is served: each module gives `app(slack_url, folder)`, and imports nothing that the others would not need."""
