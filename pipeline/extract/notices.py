"""What the owner of a host says about the use of its pages, in robots.txt, tdmrep.json and ai.txt.

Sources: TDM Reservation Protocol (W3C community group report, 2024), section 6.1; Content-Usage of the IETF AI
Preferences drafts; Content-Signal of contentsignals.org; ai.txt of Spawning. A signal is ``<where>:<directive>``.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

TDMREP_PATH = "/.well-known/tdmrep.json"
AI_TXT_PATH = "/ai.txt"
ROBOTS_PATH = "/robots.txt"
MAX_NOTICE_BYTES = 500 << 10
"""What is read of a file; the rest is ignored."""
MAX_RULES = 1000
"""Rules read of a file."""

_USAGE_LINES = ("content-usage", "content-signal")
_TOKEN = re.compile(r"[a-z][a-z0-9_.*-]*")
_NO = frozenset(("n", "no"))
_TEXT_PROBES = ("/page.html", "/page.txt")
_IMAGE_PROBES = ("/image.jpg", "/image.png")


@dataclass(frozen=True)
class PathRule:
    """A rule for the paths that ``pattern`` finds: ``*`` and ``$`` as in robots.txt (RFC 9309, section 2.2.3)."""

    pattern: str
    directives: tuple[str, ...]
    """Signals; empty where the rule lifts one of a shorter pattern."""

    def finds(self, path: str) -> bool:
        """Whether the rule holds for a path with its query."""
        return _compiled(self.pattern).match(path) is not None


@dataclass(frozen=True)
class HostNotices:
    """The wishes of one origin."""

    robots: tuple[PathRule, ...] = ()
    tdmrep: tuple[PathRule, ...] = ()
    ai_txt: tuple[PathRule, ...] = ()

    def signals(self, url: str) -> list[str]:
        """Every signal that holds for a canonical url of the origin, each once: robots, then tdmrep, then ai.txt."""
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        found = [*_longest(self.robots, path), *_longest(self.tdmrep, path)]
        if any(_longest(self.ai_txt, probe) for probe in (path, *_TEXT_PROBES)):
            found.append("ai.txt:noai")
        if any(_longest(self.ai_txt, probe) for probe in _IMAGE_PROBES):
            found.append("ai.txt:noimageai")
        return list(dict.fromkeys(found))


@dataclass
class NoticeBook:
    """The notices that a file of captures holds, as far as it was read."""

    _origins: dict[str, HostNotices] = field(default_factory=dict)

    def read(self, url: str, payload: bytes, agent: str = "weft") -> None:
        """Take note of a capture with status 200, if it is one of the three files."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        known = self._origins.get(origin, HostNotices())
        if parts.path == ROBOTS_PATH:
            known = HostNotices(robots_usage(payload, agent), known.tdmrep, known.ai_txt)
        elif parts.path == TDMREP_PATH:
            known = HostNotices(known.robots, tdmrep_rules(payload), known.ai_txt)
        elif parts.path == AI_TXT_PATH:
            known = HostNotices(known.robots, known.tdmrep, ai_txt_rules(payload))
        else:
            return
        if known == HostNotices():  # most say nothing of use
            self._origins.pop(origin, None)
        else:
            self._origins[origin] = known

    def signals(self, url: str) -> list[str]:
        """What the notices read so far say of a url."""
        parts = urlsplit(url)
        known = self._origins.get(f"{parts.scheme}://{parts.netloc}")
        return known.signals(url) if known else []


def usage_directives(value: str) -> Iterator[str]:
    """The refusals of a Content-Usage or Content-Signal value: ``train-ai=n``, ``ai-train=no``."""
    for piece in value.lower().split(","):
        name, _, answer = piece.partition(";")[0].partition("=")
        if _TOKEN.fullmatch(name.strip()) and answer.strip() in _NO:
            yield f"{name.strip()}={answer.strip()}"


def robots_usage(payload: bytes, agent: str) -> tuple[PathRule, ...]:
    """Content-Usage and Content-Signal lines of the groups that hold for ``agent``: its own, else those of ``*``."""
    groups: dict[str, list[PathRule]] = {}
    agents: list[str] = []
    in_head = False
    for name, value in _fields(payload):
        if name == "user-agent":
            agents = [*agents, value.lower()] if in_head else [value.lower()]
            in_head = True
            continue
        in_head = False
        if name in _USAGE_LINES:
            path, rest = "/", value
            if value.startswith("/"):
                path, _, rest = value.partition(" ")
            rule = PathRule(path, tuple(f"robots:{directive}" for directive in usage_directives(rest)))
            for one in agents or ["*"]:
                groups.setdefault(one, []).append(rule)
        for one in agents:
            groups.setdefault(one, [])
    return tuple(groups.get(agent.lower(), groups.get("*", []))[:MAX_RULES])


def tdmrep_rules(payload: bytes) -> tuple[PathRule, ...]:
    """The rules of a tdmrep.json; none where it can't be read."""
    try:
        entries = json.loads(payload[:MAX_NOTICE_BYTES])
    except (ValueError, RecursionError):
        return ()
    entries = [entries] if isinstance(entries, dict) else entries
    rules = []
    for entry in entries[:MAX_RULES] if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("location"), str):
            reserved = entry.get("tdm-reservation") in (1, "1", True)
            signals = ("tdmrep.json:tdm-reservation",) if reserved else ()
            rules.append(PathRule(entry["location"][:2048], signals))
    return tuple(rules)


def ai_txt_rules(payload: bytes) -> tuple[PathRule, ...]:
    """The rules of an ai.txt, spelled as robots.txt: file types and paths that must not be used, by any agent."""
    rules = []
    for name, value in _fields(payload):
        if name == "disallow" and value:
            rules.append(PathRule(value, ("ai.txt:noai",)))
        elif name == "allow" and value:
            rules.append(PathRule(value, ()))
    return tuple(rules[:MAX_RULES])


def _fields(payload: bytes) -> Iterator[tuple[str, str]]:
    """Name in lower case and value of each line, without comments."""
    for line in payload[:MAX_NOTICE_BYTES].decode("utf-8", "replace").removeprefix("\ufeff").splitlines():
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()[:2048]


def _longest(rules: tuple[PathRule, ...], path: str) -> tuple[str, ...]:
    """Signals of the rules with the longest pattern that finds the path; of equal ones all count."""
    finding = [rule for rule in rules if rule.finds(path)]
    longest = max((len(rule.pattern) for rule in finding), default=0)
    return tuple(signal for rule in finding if len(rule.pattern) == longest for signal in rule.directives)


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Pieces between stars are found one after the other, each as early as it can be, so no path takes long."""
    anchored = pattern.endswith("$")
    first, *others = (re.escape(piece) for piece in re.split(r"\*+", pattern.removesuffix("$")))
    last = others.pop() if anchored and others else None
    spelled = first + "".join(f"(?>.*?{piece})" for piece in others if piece)
    if last is not None:
        spelled += f".*{last}"
    return re.compile(spelled + ("$" if anchored else ""), re.DOTALL)
