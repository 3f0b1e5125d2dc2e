"""Log lines that are nobody's business: Beam reports through exceptions, and a person reads our own lines."""

import logging
import sys
import threading


def quiet_logs() -> None:
    """Keep the chatter of libraries off the terminal; call it before Beam is imported, which talks at once."""
    logging.getLogger().setLevel(logging.ERROR)
    logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
    logging.getLogger("grpc").setLevel(logging.CRITICAL)
    logging.getLogger("PrismJobServer").propagate = False  # Beam sets its level again
    threading.excepthook = _tell_of_thread


def _tell_of_thread(arguments: threading.ExceptHookArgs) -> None:
    """Print what ended a thread, but for streams that break off with a worker: its death is an error of the build."""
    grpc = sys.modules.get("grpc")
    if grpc is None or not issubclass(arguments.exc_type, grpc.RpcError):
        threading.__excepthook__(arguments)
