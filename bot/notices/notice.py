"""The words of notices, where those who write them look."""

from bot.messages.notice import Notice, Notices, NoticeTopic, Standing

__all__ = ["Notice", "NoticeTopic", "Notices", "Standing"]
