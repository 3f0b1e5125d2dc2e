"""The story of one url: where it was captured, what was made of it, and why it was kept or dropped."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ...schemas.document import Role
from ...schemas.errors import WeftError
from ...schemas.ids import url_hash
from ...schemas.media import MediaKind
from ..extract.html.players import embed_of
from ..facts import scores_by_segment
from ..storage import Corpus
from ..wording import how_many
from .document_story import DocumentStory, document_story
from .documents import CAPTURES, VISITED, Place, part_names, rows_at
from .linking import linking_pages
from .media_facts import score_words, sound_words
from .nearest import known_urls, nearest
from .rows import places_where, places_within
from .runs import stage_runs, waiting
from .spellings import spellings
from .terminal import visible

PAGES_SHOWN = 10
"""Pages named that show a medium."""


class UnknownUrlError(WeftError, LookupError):
    """A url that no table knows; the message is one line that names the nearest known urls."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class VisitFacts:
    """One visit of the crawler; ``table`` names its source, round and group."""

    table: str
    kind: str
    outcome: str
    status: int
    attempts: int
    final_url: str


@dataclass(frozen=True)
class CaptureFacts:
    """One capture and where its bytes lie; ``redirects_to`` is empty unless it was a redirect whose target is known."""

    captured_at: datetime | None
    status: int
    mime: str
    file: str
    offset: int
    length: int
    payload_bytes: int
    outcome: str
    reason: str | None
    redirects_to: str


@dataclass(frozen=True)
class MediumStory:
    """A media item and what became of it. ``uses`` and ``tokens`` are None before their stages have run."""

    media_id: bytes
    kind: str
    mime: str
    bytes: int
    width: int
    height: int
    duration_ms: int
    sound: tuple[str, ...]
    """What was measured on its sound, in words; empty where there is none."""
    film: tuple[str, ...]
    transfer: str
    """PQ or HLG in ffmpeg's names where its picture was captured in HDR, else empty."""
    error: str | None
    stored_bytes: int | None
    uses: int | None
    tokens: int | None
    token_reason: str | None


@dataclass(frozen=True)
class PageShowing:
    """A page that names the medium, ``times`` times; ``keep`` is None before selection has run."""

    url: str
    times: int
    keep: bool | None
    reason: str | None
    scores: tuple[str, ...] = ()
    """Those that its set gives the medium where it stands first on the page, in words."""


CAPTURES_TOLD = 5
"""Captures of one url that are told in full; archives hold some pages hundreds of times."""


@dataclass(frozen=True)
class Story:
    """Everything a corpus knows of a url. A page has documents, a medium has items and pages that name it."""

    url: str
    visits: tuple[VisitFacts, ...]
    captures: tuple[CaptureFacts, ...]
    documents: tuple[DocumentStory, ...]
    media: tuple[MediumStory, ...]
    pages: tuple[PageShowing, ...]
    """The first pages that name the url as that of a medium."""
    pages_total: int
    waiting: tuple[str, ...]
    """Stages that have not run."""
    linking: tuple[str, ...] = ()
    """The first pages that link to the url, where it was visited and gave no document."""
    linking_total: int = 0
    untold: int = 0
    """Further captures of the url, of which the story says nothing."""
    embed: str = ""
    """``video`` or ``audio`` where pages embed a player of it: recorded by its url, with no bytes."""
    spelled: str = ""
    """How the player's url was asked for, where ``url`` is another form of it."""


def explain(corpus: Corpus, url: str) -> Story:
    """Find ``url`` in every table, by its hash where there is one.

    Raises:
        UnknownUrlError: no table knows it.
    """
    url = _known_spelling(corpus, url)
    spelled, digest = "", url_hash(url)
    captures = _rows(corpus, "captures/index", "url_hash", digest)
    visits = _visits(corpus, digest)
    documents = places_where(corpus, "documents", "url", url)
    pages = list(places_within(corpus, "documents", "segments", "media_hash", digest))
    played = embed_of(url)
    if not pages and played is not None:
        spelled, digest = url, url_hash(played.url)
        pages = list(places_within(corpus, "documents", "segments", "media_hash", digest))
    if not captures and not visits and not documents and not pages:
        near = nearest(url, known_urls(corpus))
        hint = f"; nearest: {', '.join(near)}" if near else "; it holds no url at all"
        raise UnknownUrlError(visible(f"{url} is not in {corpus.root}{hint}"))
    showing, embed = _showing(corpus, pages[:PAGES_SHOWN], digest)
    linking = linking_pages(corpus, url) if visits and not documents else []
    return Story(
        url=played.url if played is not None and spelled and pages else url,
        visits=visits,
        captures=tuple(_capture(corpus, row) for row in captures[:CAPTURES_TOLD]),
        documents=tuple(document_story(corpus, place) for place in documents[:CAPTURES_TOLD]),
        untold=max(0, len(captures) - CAPTURES_TOLD),
        media=tuple(_media(corpus, [row["media_id"] for row in captures if row["media_id"]])),
        pages=showing,
        pages_total=len(pages),
        linking=tuple(linking[:PAGES_SHOWN]),
        linking_total=len(linking),
        waiting=waiting(stage_runs(corpus)),
        embed=embed,
        spelled=spelled if pages else "",
    )


def _known_spelling(corpus: Corpus, url: str) -> str:
    """The spelling of a url that a table knows; the likeliest where none does."""
    known = spellings(url)
    if len(known) == 1:
        return known[0]
    return next((spelling for spelling in known if _is_known(corpus, spelling)), known[0])


def _is_known(corpus: Corpus, url: str) -> bool:
    digest = url_hash(url)
    if places_where(corpus, CAPTURES, "url_hash", digest):
        return True
    return next(places_within(corpus, "documents", "segments", "media_hash", digest), None) is not None


def _showing(corpus: Corpus, places: list[Place], digest: bytes) -> tuple[tuple[PageShowing, ...], str]:
    """The pages at ``places`` that name the medium, and its kind where they embed a player of it."""
    documents = rows_at(corpus, "documents", places, ["url", "segments", "scores"])
    selected = rows_at(corpus, "selection", places, ["keep", "reason"])
    pages, embed = [], ""
    for place in places:
        document = documents[place]
        naming = [index for index, piece in enumerate(document["segments"]) if piece["media_hash"] == digest]
        scores = tuple(score_words(scores_by_segment(document).get(naming[0], {})))
        judged = selected.get(place, {"keep": None, "reason": None})
        pages.append(PageShowing(document["url"], len(naming), judged["keep"], judged["reason"], scores))
        pieces = (document["segments"][index] for index in naming)
        embed = embed or next((piece["kind"] for piece in pieces if piece["role"] == Role.EMBED.value), "")
    return tuple(pages), embed


def _visits(corpus: Corpus, digest: bytes) -> tuple[VisitFacts, ...]:
    names = part_names(corpus, VISITED)
    places = places_where(corpus, VISITED, "url_hash", digest)
    rows = rows_at(corpus, VISITED, places, ["kind", "outcome", "status", "attempts", "final_url"])
    return tuple(
        VisitFacts(table=names[place.part].rsplit("/", 1)[-1].removesuffix(".parquet"), **rows[place])
        for place in places
    )


def _rows(corpus: Corpus, table: str, column: str, value: bytes) -> list[dict[str, Any]]:
    places = places_where(corpus, table, column, value)
    found = rows_at(corpus, table, places)
    return [found[place] for place in places]


def _capture(corpus: Corpus, row: dict[str, Any]) -> CaptureFacts:
    target = ""
    if row["redirect_hash"]:
        places = places_where(corpus, "captures/index", "url_hash", row["redirect_hash"])[:1]
        target = next((found["url"] for found in rows_at(corpus, "captures/index", places, ["url"]).values()), "")
    location = row["location"]
    return CaptureFacts(
        row["captured_at"],
        row["status"],
        row["mime"],
        location["file"],
        location["offset"],
        location["length"],
        row["payload_bytes"],
        row["outcome"],
        row["reason"],
        target,
    )


def _media(corpus: Corpus, media_ids: list[bytes]) -> list[MediumStory]:
    stories = []
    for media_id in dict.fromkeys(media_ids):
        for place in places_where(corpus, "media/items", "media_id", media_id)[:1]:
            item = rows_at(corpus, "media/items", [place])[place]
            uses = rows_at(corpus, "media/uses", [place], ["uses"]).get(place)
            tokens = _media_tokens(corpus, media_id)
            stories.append(
                MediumStory(
                    media_id=media_id,
                    kind=item["kind"],
                    mime=item["mime"],
                    bytes=item["bytes"],
                    width=item["width"],
                    height=item["height"],
                    duration_ms=item["duration_ms"],
                    sound=tuple(sound_words(item)),
                    film=_film(item),
                    transfer=item.get("transfer", ""),  # tables of earlier versions have no such column
                    error=item["error"],
                    stored_bytes=item["blob"]["length"] if item["blob"] else None,
                    uses=uses["uses"] if uses else None,
                    tokens=len(tokens["ids"]) if tokens else None,
                    token_reason=tokens["reason"] if tokens else None,
                )
            )
    return stories


def _film(item: dict[str, Any]) -> tuple[str, ...]:
    """Its rate, scenes and sampled frames, in words; empty for what is no film or could not be read."""
    if item["kind"] != MediaKind.VIDEO or item["error"]:
        return ()
    words = [
        f"{item['fps']:.3g} frames a second",
        how_many(item["scenes"], "scenes"),
        f"{how_many(item['frames'], 'frames')} kept",
    ]
    return (*words, f"{item['repeated_frames']:,} left out as repeats") if item["repeated_frames"] else tuple(words)


def _media_tokens(corpus: Corpus, media_id: bytes) -> dict[str, Any] | None:
    places: list[Place] = places_where(corpus, "media/tokens", "media_id", media_id)[:1]
    return next(iter(rows_at(corpus, "media/tokens", places, ["ids", "reason"]).values()), None)
