"""robots.txt: what a host lets the crawl ask for (RFC 9309), read with protego."""

import re
from dataclasses import dataclass
from itertools import islice

from protego import Protego

from ..extract.notices import PathRule, robots_usage
from .visit import VisitOutcome

MAX_ROBOTS_BYTES = 500 << 10
"""RFC 9309, section 2.5: what a crawler has to read at least; the rest is ignored."""
MAX_ROBOTS_REDIRECTS = 5
MAX_ROBOTS_AGE_S = 24 * 3600.0
"""RFC 9309, section 2.4: what was read longer ago is read again before it is gone by."""
MAX_SITEMAP_LINES = 100
"""Sitemaps taken from one robots.txt, the first ones."""
# protego copies every rule to every user agent of its group, so a hostile file can ask for billions of rules.
_MAX_RULES_TIMES_AGENTS = 4_000_000
_AGENT_LINE = re.compile(r"^\s*user.?agent", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class RobotsRules:
    """The rules of one robots.txt for one agent."""

    parser: Protego
    agent: str
    usage: tuple[PathRule, ...] = ()
    """What the owner says of the use of pages."""
    sitemaps: tuple[str, ...] = ()
    """The values of its Sitemap lines, as they stand."""

    def allows(self, url: str) -> bool:
        """Whether the agent may ask for the url: the longest matching rule counts, ``*`` and ``$`` included."""
        return bool(self.parser.can_fetch(url, self.agent))

    @property
    def delay_s(self) -> float:
        """Crawl-delay in seconds; 0 where there is none."""
        return float(self.parser.crawl_delay(self.agent) or 0.0)


def parse_robots(payload: bytes, agent: str) -> RobotsRules:
    """Rules of a robots.txt body. Raises ValueError for one that is made to exhaust its reader."""
    text = payload[:MAX_ROBOTS_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
    agents = len(_AGENT_LINE.findall(text))
    if agents * (len(text.splitlines()) - agents) > _MAX_RULES_TIMES_AGENTS:
        raise ValueError(f"{agents} user agents share too many rules")
    parser = Protego.parse(text)
    sitemaps = tuple(islice(parser.sitemaps, MAX_SITEMAP_LINES))
    return RobotsRules(parser, agent, robots_usage(payload, agent), sitemaps)


def allow_all(agent: str) -> RobotsRules:
    """What holds where there is no robots.txt."""
    return RobotsRules(Protego.parse(""), agent)


def host_outcome(reason: VisitOutcome) -> VisitOutcome:
    """What a robots.txt that failed means for the visits of its host."""
    if reason in (VisitOutcome.DNS_FAILED, VisitOutcome.PRIVATE_ADDRESS, VisitOutcome.BAD_URL, VisitOutcome.TLS_FAILED):
        return reason
    return VisitOutcome.ROBOTS_UNREACHABLE
