"""Mails that a post has queued are sent after its answer, on another thread."""

from starlette.background import BackgroundTask
from starlette.requests import Request


def send_later(request: Request) -> BackgroundTask | None:
    """Return the task that sends what is queued; None where no mail server is set."""
    send_mails = request.app.state.send_mails
    return BackgroundTask(send_mails) if send_mails else None
