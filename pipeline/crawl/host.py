"""The visits of one host, one after another, in the order of the queue.

A redirect to another host is captured but not followed here: its target goes to that host's own queue in the
next round, so every request to a host comes from the one place that keeps its pace. The one exception is a
robots.txt that lies on another host, which has to be read at once (RFC 9309, section 2.3.1.2).
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ...schemas.errors import WeftError
from ..extract.notices import (
    AI_TXT_PATH,
    MAX_NOTICE_BYTES,
    TDMREP_PATH,
    HostNotices,
    ai_txt_rules,
    tdmrep_rules,
)
from ..extract.robots_directives import header_opt_outs
from ..urls import host_of, resolve
from .answers import links_of_page, links_of_sitemap
from .body import MAX_BYTES_IN_MEMORY
from .budget import HostBudget
from .client import REDIRECTS, FetchError, Response
from .context import GroupContext
from .earlier import EarlierCapture, header_lines
from .journal import Ended, SpooledVisit
from .politeness import PASSING_STATUSES, retry_after_s
from .robots import MAX_ROBOTS_BYTES, MAX_ROBOTS_REDIRECTS, RobotsRules, allow_all, host_outcome, parse_robots
from .sitemaps import MAX_SITEMAP_BYTES
from .spools import Begun
from .visit import FoundLinks, Visit, Visited, VisitKind, VisitOutcome, http_outcome
from .warc import CaptureSpool, SpooledCapture

_LOG = logging.getLogger(__name__)


@dataclass
class _Progress:
    """A visit under way."""

    visit: Visit
    url: str
    redirects: int
    status: int = 0
    attempts: int = 0
    captures: list[SpooledCapture] = field(default_factory=list)
    links: FoundLinks = field(default_factory=FoundLinks)
    said: bytes | VisitOutcome | None = None


class HostCrawl:
    """Works off the queue of one host."""

    def __init__(self, host: str, context: GroupContext, spool: CaptureSpool, begun: Begun | None) -> None:
        """``begun``: what an earlier process did; its captures are in the spool."""
        self._host = host
        self._context = context
        self._settings = context.settings
        self._spool = spool
        self._turnstile = context.turnstile(host)
        self._robots: dict[str, RobotsRules | VisitOutcome] = {}
        self._notices: dict[str, HostNotices] = {}
        if begun is not None:  # by a process that may have asked for something a moment ago
            self._turnstile.hold(self._settings.delay_s)
        self._begun = begun or Begun()
        self._budget = HostBudget(context.settings, context.patience.failures, self._begun.used)
        self._done = self._begun.done

    async def run(self, queue: Sequence[Visit]) -> list[SpooledVisit]:
        """Every visit of the queue in its order, each robots.txt before the first visit that asked for it."""
        for _ in range(self._begun.visits):
            self._context.count_visit()
        for visit in queue[self._begun.visits :]:
            spooled = await self._visit(visit)
            self._done.append(spooled)
            self._context.count_visit()
        return self._done

    async def _visit(self, visit: Visit) -> SpooledVisit:
        """What became of a visit. A bug that one url brings out harms no other; what the disk or weft says ends all."""
        progress = _Progress(visit, visit.url, visit.redirects)
        try:
            return self._end(progress, await self._follow(progress))
        except (OSError, MemoryError, WeftError):
            raise
        except Exception:
            _LOG.exception("the visit of %s failed", visit.url)
            return self._end(progress, VisitOutcome.VISIT_FAILED)

    def _end(self, progress: _Progress, outcome: str) -> SpooledVisit:
        visited = Visited(
            visit=progress.visit,
            outcome=outcome,
            status=progress.status,
            final_url=progress.url,
            attempts=progress.attempts,
            redirects=progress.redirects,
        )
        if progress.captures:
            self._spool.flush()
        ended = Ended(
            host=self._host,
            visited=visited,
            captures=progress.captures,
            links=progress.links,
            used=self._budget.used,
            said=progress.said,
            ended_at=time.time(),
        )
        return SpooledVisit(visited, progress.captures, self._context.journal.write(ended))

    async def _follow(self, progress: _Progress) -> str:
        """The outcome of a visit, after every redirect on the host."""
        visit = progress.visit
        page = visit.kind == VisitKind.PAGE
        max_bytes = self._max_bytes(visit.kind)
        hops = {visit.url}
        if page and (reason := self._context.page_refusal(visit.url)):
            return reason
        while True:
            if reason := await self._refusal(progress.url):
                return reason
            opt_outs = await self._opt_outs(progress.url) if page else []
            if reason := self._budget.refusal():
                return reason
            try:
                response, earlier = await self._answer(progress, max_bytes)
            except FetchError as failed:
                return failed.reason
            with closing(response.body.file):
                if earlier is not None:
                    with closing(earlier.block):
                        await self._carry_over(progress, response, earlier, opt_outs)
                        content_type = earlier.head.header("Content-Type")
                        progress.links = await self._links(progress, content_type, earlier.payload)
                    return VisitOutcome.NOT_MODIFIED
                if response.status == 200:
                    await self._capture(progress, response, opt_outs)
                    content_type = response.header("Content-Type")
                    progress.links = await self._links(progress, content_type, response.body.read)
                    return VisitOutcome.CAPTURED
                location = response.header("Location")
                if response.status not in REDIRECTS or not location:
                    return http_outcome(response.status)
                await self._capture(progress, response, opt_outs)
            progress.redirects += 1
            target = resolve(progress.url, location)
            if target is None:
                return VisitOutcome.BAD_REDIRECT
            looped = target in hops
            hops.add(target)
            progress.url = target
            if looped:
                return VisitOutcome.REDIRECT_LOOP
            if progress.redirects > self._settings.max_redirects:
                return VisitOutcome.TOO_MANY_REDIRECTS
            if reason := self._context.guard.refuses_url(target):
                return reason
            if page and self._context.page_refusal(target):
                return VisitOutcome.REDIRECT_OUT_OF_SCOPE
            if host_of(target) != self._host:
                return VisitOutcome.REDIRECTED

    def _max_bytes(self, kind: VisitKind) -> int:
        if kind == VisitKind.SITEMAP:
            return MAX_SITEMAP_BYTES
        return self._settings.max_page_bytes if kind == VisitKind.PAGE else self._settings.max_media_bytes

    async def _refusal(self, url: str) -> VisitOutcome | None:
        """Why the url is not asked for, whatever it was found as."""
        if reason := self._context.guard.refuses_url(url) or self._budget.refusal():
            return reason
        robots = await self._robots_of(url)
        if isinstance(robots, VisitOutcome):
            return robots
        if reason := self._budget.refusal():
            return reason
        return None if robots.allows(url) else VisitOutcome.ROBOTS_DISALLOWED

    async def _answer(self, progress: _Progress, max_bytes: int) -> tuple[Response, EarlierCapture | None]:
        """The response to ``progress.url``, and the earlier capture that it says is still true.

        What an earlier corpus holds is asked for under a condition; a 304 that does not mean it, or that comes when
        it turns out to be damaged, is asked again without one. Raises FetchError.
        """
        known = self._context.earlier
        head = await self._context.on_disk(known.head, progress.url, max_bytes) if known is not None else None
        if known is None or head is None or not head.condition:
            return await self._counted(progress, max_bytes), None
        response = await self._counted(progress, max_bytes, condition=head.condition)
        if response.status != 304:
            return response, None
        if head.is_confirmed_by(response.header("ETag"), response.header("Last-Modified")):
            earlier = await self._context.on_disk(known.load, head)
            if earlier is not None:
                return response, earlier
        response.body.file.close()
        return await self._counted(progress, max_bytes), None

    async def _counted(
        self,
        progress: _Progress,
        max_bytes: int,
        keep_bytes: int | None = None,
        condition: Mapping[str, str] = {},
    ) -> Response:
        """As ``_fetch``, but closes the host when it fails too often or asks for too long a wait."""
        try:
            response = await self._fetch(progress, max_bytes, keep_bytes, condition)
        except FetchError as failed:
            self._budget.count(failed=failed.passing)
            raise
        if self._asks_too_long(response):
            self._budget.close()
        else:
            self._budget.count(failed=response.status in PASSING_STATUSES)
        return response

    async def _fetch(
        self,
        progress: _Progress,
        max_bytes: int,
        keep_bytes: int | None = None,
        condition: Mapping[str, str] = {},
    ) -> Response:
        """The response to ``progress.url`` after as many tries as the recipe allows, counted in ``progress``.

        Raises FetchError. A wait that is too long and a spent budget of the host end the tries.
        """
        for attempt in range(self._settings.retries + 1):
            last = attempt == self._settings.retries
            turnstile = self._context.turnstile(host_of(progress.url))
            wait_s = self._context.patience.wait_s(progress.url, attempt)
            progress.attempts += 1
            progress.status = 0
            try:
                async with turnstile:
                    response = await self._context.client.fetch(
                        progress.url,
                        max_bytes=max_bytes,
                        keep_bytes=keep_bytes,
                        condition=condition,
                        answered=turnstile.answered,
                    )
            except FetchError as failed:
                if failed.passing and not last and self._budget.refusal() is None:
                    turnstile.hold(wait_s)
                    continue
                raise
            progress.status = response.status
            passing = response.status in PASSING_STATUSES
            if last or not passing or self._asks_too_long(response) or self._budget.refusal():
                return response
            response.body.file.close()
            turnstile.hold(max(wait_s, _asked_wait_s(response)))
        raise AssertionError("the last attempt returns or raises")

    def _asks_too_long(self, response: Response) -> bool:
        """Whether a failure asks for a longer wait than the recipe allows."""
        return response.status in PASSING_STATUSES and _asked_wait_s(response) > self._settings.max_delay_s

    async def _capture(self, progress: _Progress, response: Response, opt_outs: Sequence[str] = ()) -> None:
        """Writes to the spool; a long body in a thread, so that it holds up no other host."""
        if response.body.length > MAX_BYTES_IN_MEMORY:
            capture = await self._context.on_disk(self._spool.write, response, opt_outs)
        else:
            capture = self._spool.write(response, opt_outs)
        progress.captures.append(capture)
        self._budget.captured(response.body.length)

    async def _carry_over(
        self, progress: _Progress, response: Response, earlier: EarlierCapture, opt_outs: Sequence[str]
    ) -> None:
        """Writes the 304 and the earlier capture to the spool; a header of the 304 may opt out, too."""
        said = header_opt_outs(header_lines(response.headers))
        signals = [*opt_outs, *(signal for signal in said if not signal.endswith(":nofollow"))]
        progress.captures.append(
            await self._context.on_disk(self._spool.write_not_modified, response, earlier, list(dict.fromkeys(signals)))
        )

    async def _links(self, progress: _Progress, content_type: str, read: Callable[[], bytes]) -> FoundLinks:
        """What the answer to ``progress.url`` points at; ``read`` gives its body."""
        kind, url = progress.visit.kind, progress.url
        if kind == VisitKind.SITEMAP:
            return await self._context.on_disk(links_of_sitemap, read(), url)
        return (
            links_of_page(read, url, content_type, self._context.find_links) if kind == VisitKind.PAGE else FoundLinks()
        )

    async def _robots_of(self, url: str) -> RobotsRules | VisitOutcome:
        """The rules of the url's origin, or why nothing of it may be asked for."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            rules = await self._read_robots(f"{origin}/robots.txt")
            if isinstance(rules, RobotsRules):
                if rules.delay_s > self._settings.max_delay_s:
                    self._budget.close()
                self._turnstile.slow_down(rules.delay_s)
            self._robots[origin] = rules
        return self._robots[origin]

    async def _opt_outs(self, url: str) -> list[str]:
        """What the owner of the url's origin says of its use; robots.txt was read before."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._notices:
            robots = self._robots[origin]
            assert isinstance(robots, RobotsRules)
            tdmrep = ai_txt = None
            if self._context.asks_notices:
                tdmrep = await self._read_notice(f"{origin}{TDMREP_PATH}", robots)
                ai_txt = await self._read_notice(f"{origin}{AI_TXT_PATH}", robots)
            self._notices[origin] = HostNotices(
                robots.usage,
                tdmrep_rules(tdmrep) if tdmrep else (),
                ai_txt_rules(ai_txt) if ai_txt else (),
            )
        return self._notices[origin].signals(url)

    async def _read_notice(self, url: str, robots: RobotsRules) -> bytes | None:
        """The body of a file about opt-outs; None where there is none to be had. Neither counts nor closes."""
        if url in self._begun.said:
            said = self._begun.said[url]
            return said if isinstance(said, bytes) else None
        if not robots.allows(url) or self._budget.refusal():
            return None
        progress = _Progress(Visit(url, VisitKind.NOTICE), url, 0)
        outcome: str
        payload = None
        try:
            response = await self._fetch(progress, MAX_NOTICE_BYTES, keep_bytes=MAX_NOTICE_BYTES)
        except FetchError as failed:
            outcome = failed.reason
        else:
            with closing(response.body.file):
                if response.status == 200:
                    await self._capture(progress, response)
                    payload = progress.said = response.body.read()
                outcome = VisitOutcome.CAPTURED if response.status == 200 else http_outcome(response.status)
        self._done.append(self._end(progress, outcome))
        return payload

    async def _read_robots(self, url: str) -> RobotsRules | VisitOutcome:
        said = self._begun.said.get(url)
        if said is not None:
            return said if isinstance(said, VisitOutcome) else parse_robots(said, self._settings.agent)
        progress = _Progress(Visit(url, VisitKind.ROBOTS), url, 0)
        rules, outcome = await self._follow_robots(progress)
        if isinstance(rules, RobotsRules):
            named = (resolve(url, sitemap) for sitemap in rules.sitemaps)
            progress.links = FoundLinks(sitemaps=[sitemap for sitemap in named if sitemap is not None])
            progress.said = progress.said or b""
        else:
            progress.said = rules
        self._budget.forgive()
        self._done.append(self._end(progress, outcome))
        return rules

    async def _follow_robots(self, progress: _Progress) -> tuple[RobotsRules | VisitOutcome, str]:
        """The rules, and what became of the visit to robots.txt. RFC 9309, section 2.3.1."""
        agent = self._settings.agent
        while True:
            try:
                response = await self._counted(progress, MAX_ROBOTS_BYTES, keep_bytes=MAX_ROBOTS_BYTES)
            except FetchError as failed:
                return host_outcome(failed.reason), failed.reason
            with closing(response.body.file):
                await self._capture(progress, response)
                status = response.status
                if 200 <= status < 300:
                    progress.said = response.body.read()
                    try:
                        return parse_robots(progress.said, agent), VisitOutcome.CAPTURED
                    except ValueError:
                        return VisitOutcome.ROBOTS_UNREACHABLE, VisitOutcome.BAD_RESPONSE
                if status == 429 or status >= 500:
                    return VisitOutcome.ROBOTS_UNREACHABLE, http_outcome(status)
                location = response.header("Location")
                if status not in REDIRECTS or not location:
                    return allow_all(agent), http_outcome(status)
            progress.redirects += 1
            target = resolve(progress.url, location)
            if target is None:
                return allow_all(agent), VisitOutcome.BAD_REDIRECT
            progress.url = target
            if progress.redirects > MAX_ROBOTS_REDIRECTS:
                return allow_all(agent), VisitOutcome.TOO_MANY_REDIRECTS
            if reason := self._context.guard.refuses_url(target):
                return VisitOutcome.ROBOTS_UNREACHABLE, reason


def _asked_wait_s(response: Response) -> float:
    return retry_after_s(response.header("Retry-After"), response.received_at)
