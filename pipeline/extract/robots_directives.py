"""Directives to robots in HTTP headers and metas: what a page or any other file opts out of."""

from collections.abc import Iterator, Mapping

from .notices import usage_directives

_AI_DIRECTIVES = frozenset({"noai", "noimageai", "noml"})
_INDEX_DIRECTIVES = frozenset({"noindex", "noimageindex", "none"})
_DIRECTIVES = _AI_DIRECTIVES | _INDEX_DIRECTIVES | {"nofollow"}


def header_opt_outs(headers: Mapping[str, str]) -> list[str]:
    """What HTTP headers opt out of, as ``header:<directive>``: all that a file which is no page can say."""
    found: dict[str, None] = {}
    for name, value in headers.items():
        if name.lower() == "x-robots-tag":
            for line in value.splitlines():
                for directive in directives(line):
                    found[f"header:{directive}"] = None
        elif name.lower() in ("content-usage", "content-signal"):
            for line in value.splitlines():
                for directive in usage_directives(line):
                    found[f"header:{directive}"] = None
        elif name.lower() == "tdm-reservation" and value.strip() == "1":
            found["header:tdm-reservation"] = None
    return list(found)


def addresses_robots(name: str) -> bool:
    """``robots`` or a crawler of whole sites; a vertical such as ``googlebot-news`` says nothing of a corpus."""
    return name in {"robots", "robot"} or name.endswith(("bot", "-extended", "crawler"))


def directives(value: str) -> Iterator[str]:
    """The directives of one value, for all robots or a crawler, that this package knows."""
    addressed = True
    for piece in value.lower().split(","):
        agent, colon, directive = piece.partition(":")
        if colon and agent.strip() not in {
            "unavailable_after",
            "max-snippet",
            "max-image-preview",
            "max-video-preview",
        }:
            addressed = addresses_robots(agent.strip())
        else:
            directive = agent
        if addressed and directive.strip() in _DIRECTIVES:
            yield directive.strip()
