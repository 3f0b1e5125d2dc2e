"""Log lines that are nobody's business: Beam reports through exceptions, and a person reads our own lines."""

import logging


def quiet_logs() -> None:
    """Keep the chatter of libraries off the terminal; call it before Beam is imported, which talks at once."""
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
