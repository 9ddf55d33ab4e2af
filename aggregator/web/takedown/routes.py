"""The addresses of the takedown pages."""

from starlette.routing import Route

from aggregator.web.takedown import counter, form, status, transparency


def takedown_routes() -> list[Route]:
    """Return the routes of the takedown pages."""
    both = ["GET", "POST"]
    return [
        Route("/takedown", form.handle_takedown_form, methods=both),
        Route("/takedown/status/{token}", status.show_status),
        Route("/takedown/status/{token}/check", status.ask_for_check, methods=["POST"]),
        Route("/takedown/receipt/{token}", status.show_receipt),
        Route("/takedown/confirm/{token}", status.confirm_mailbox, methods=both),
        Route("/takedown/counter", counter.handle_counter_form, methods=both),
        Route("/takedown/counter/{token}", counter.handle_counter_form, methods=both),
        Route("/transparency", transparency.show_transparency),
        Route("/transparency.csv", transparency.show_transparency_csv),
    ]
