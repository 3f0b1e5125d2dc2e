"""What the hosts that are visited side by side share."""

from collections.abc import Callable
from dataclasses import dataclass

from ...schemas.recipe import HttpSettings
from .addresses import AddressGuard
from .client import Client
from .earlier import EarlierCaptures
from .journal import VisitJournal
from .politeness import Patience, Turnstile
from .threads import Threads
from .visit import LinkFinder


@dataclass(frozen=True)
class GroupContext:
    """What the hosts of a group share."""

    settings: HttpSettings
    page_refusal: Callable[[str], str | None]
    """Why a page is not followed; None when it is."""
    asks_notices: bool
    """Whether hosts of pages are asked for their tdmrep.json and ai.txt."""
    client: Client
    guard: AddressGuard
    patience: Patience
    find_links: LinkFinder
    turnstile: Callable[[str], Turnstile]
    """The turnstile of a host."""
    count_visit: Callable[[], object]
    """Called after each visit of a queue."""
    earlier: EarlierCaptures | None
    """What an earlier corpus holds of the group's urls."""
    journal: VisitJournal
    """Where it is written down what became of the group's visits, and their links."""
    on_disk: Threads
    """For what reads, writes or parses for long, so that it holds up no other host."""
