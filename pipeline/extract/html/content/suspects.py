"""Which of the containers that their names call boilerplate are: those without much of a page's prose."""

from ..blocks import Blocks
from .boilerplate import ACQUITTED_SHARE
from .content_blocks import is_top_heading

ACQUITTED_SHARE_BESIDE_ARTICLE = 0.6
MIN_ARTICLE_CHARACTERS = 100
_LINES = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6"])
"""These may be short; boxes without prose are lists of links, whatever is in others of their name."""


def dropped_containers(page: Blocks, prose: list[int], of_blocks: list[int]) -> list[bool]:
    """Of each container, whether it is a suspect without much of the page's prose, or inside one.

    ``prose`` is that of each container, ``of_blocks`` that of each block.

    Where prose follows the title outside all suspects, a suspect beside it needs more to be acquitted, such as a long
    sidebar next to a short article. Reviews below such prose never are. Suspects of one name count as one, such as
    the boxes around each post of a blog: beside them others do not count.
    """
    suspect = [False] * len(page.containers)
    for index, container in enumerate(page.containers[1:], 1):
        suspect[index] = container.is_suspect or suspect[container.parent]
    around, unsuspected, first_prose = _article(page, suspect, of_blocks)
    has_article = unsuspected >= MIN_ARTICLE_CHARACTERS
    together = _together(page, prose)
    dropped = [False] * len(page.containers)
    for index, container in enumerate(page.containers[1:], 1):
        convicted = False
        if container.is_suspect:
            share = ACQUITTED_SHARE_BESIDE_ARTICLE if has_article and index not in around else ACQUITTED_SHARE
            shares = prose[index] or container.tag in _LINES
            evidence = max((together[name] for name in container.group.split() if shares), default=prose[index])
            is_one_of_many = evidence > prose[index] and has_article
            compared = min(prose[0], unsuspected + evidence) if is_one_of_many else prose[0]
            convicted = evidence < share * compared or (container.is_reviews and first_prose < index)
        dropped[index] = convicted or dropped[container.parent]
    return dropped


def _article(page: Blocks, suspect: list[bool], of_blocks: list[int]) -> tuple[set[int], int, int]:
    """Containers around the page's title, the prose since it outside all suspects, and the container of the first."""
    title = next((index for index, block in enumerate(page.blocks) if is_top_heading(block, page)), None)
    if title is None or suspect[page.blocks[title].container]:
        return set(), 0, len(page.containers)
    around = {page.blocks[title].container, *page.ancestors(page.blocks[title].container)}
    since = [
        (block.container, characters)
        for block, characters in zip(page.blocks[title:], of_blocks[title:])
        if characters and not suspect[block.container]
    ]
    return around, sum(characters for _, characters in since), since[0][0] if since else len(page.containers)


def _together(page: Blocks, prose: list[int]) -> dict[str, int]:
    """The prose in all suspects of each name; what is in one inside another counts once."""
    together: dict[str, int] = {}
    outer = [""] * len(page.containers)
    for index, container in enumerate(page.containers[1:], 1):
        outer[index] = container.group or outer[container.parent]
        if container.group != outer[container.parent]:
            for name in container.group.split():
                together[name] = together.get(name, 0) + prose[index]
    return together
