# ruff: noqa: E501 - a page is easier to read on one line
"""What tools that make documentation write: sections named by their headings, members of classes, defined terms."""

import pytest

from weft.schemas.document import Role

from .expected import segments, text

PROSE = "The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind. "
P = f"<p>{PROSE * 3}</p>"
TOLD = text((PROSE * 3).strip())
LAST = f"<p>{PROSE * 2}</p>"
TOLD_LAST = text((PROSE * 2).strip())
SHORT = "A wick of cotton is trimmed once a week, and no more than that, in all weathers."

CASES = {
    "a section that is named by its heading, as docutils does": (
        f'{P}<div class="section" id="sharing-a-lamp"><h2>Sharing a lamp<a class="headerlink" href="#sharing-a-lamp">¶</a></h2><p>{SHORT}</p></div>{P}',
        [TOLD, text("Sharing a lamp", Role.HEADING, 2), text(SHORT), TOLD],
    ),
    "by a word that is told of comments": (
        f'{P}<section id="comments"><h2>Comments<a class="headerlink" href="#comments">¶</a></h2><p>{SHORT}</p></section>{P}',
        [TOLD, text("Comments", Role.HEADING, 2), text(SHORT), TOLD],
    ),
    "behind a target of links, as Django's documentation does": (
        f'{P}<div class="section" id="s-related-lamps"><span id="related-lamps"></span><h2>Related lamps<a class="headerlink" href="#related-lamps">¶</a></h2><p>{SHORT}</p></div>{P}',
        [TOLD, text("Related lamps", Role.HEADING, 2), text(SHORT), TOLD],
    ),
    "with signs that Texinfo spells out, and no link": (
        f'{P}<div class="section" id="Search_002dlamps"><h3 class="section">1.2 Search-lamps</h3><p>{SHORT}</p></div>{P}',
        [TOLD, text("1.2 Search-lamps", Role.HEADING, 3), text(SHORT), TOLD],
    ),
    "but related links are what they are called": (
        f'{P}<div class="block" id="related"><h2>Related</h2><p>{SHORT}</p></div>{LAST}',
        [TOLD, TOLD_LAST],
    ),
    "and so is what a class calls so": (
        f'{P}<div class="sidebar" id="lamps"><h2>Lamps<a href="#lamps">¶</a></h2><p>{SHORT}</p></div>{LAST}',
        [TOLD, TOLD_LAST],
    ),
    "a heading that is linked to the table of contents": (
        f'<div class="section" id="a"><h2><a class="toc-backref" href="#id2">Lamps</a></h2>{P}</div>',
        [text("Lamps", Role.HEADING, 2), TOLD],
    ),
    "sections of which one holds nearly all prose": (
        f'<div class="sect1"><h2>Name</h2><p>{SHORT}</p></div><div class="sect1"><h2>Options</h2>{P}{LAST}{P}{LAST}</div><div class="sect1"><h2>Files</h2><p>{SHORT}</p></div>',
        [
            text("Name", Role.HEADING, 2),
            text(SHORT),
            text("Options", Role.HEADING, 2),
            *[TOLD, TOLD_LAST] * 2,
            text("Files", Role.HEADING, 2),
            text(SHORT),
        ],
    ),
    "a function whose types are linked where it is defined": (
        f'{P}<dl><dt class="sig sig-object" id="c.Lamp_Burn"><a href="int.html">int</a> Lamp_Burn(<a href="lamp.html">Lamp</a> *lamp)</dt><dd>{SHORT}</dd></dl>',
        [TOLD, text("int Lamp_Burn(Lamp *lamp)"), text(SHORT)],
    ),
    "what a method throws, as Javadoc links it": (
        f'{P}<dl class="notes"><dt>Throws:</dt><dd><code><a href="e.html">NoOilException</a></code> - if dry</dd></dl>',
        [TOLD, text("Throws:"), text("NoOilException - if dry")],
    ),
    "what a class is, beside its members, of which one says most": (
        f'<main><section class="class-description"><p>{SHORT}</p></section><section class="details">{P}{LAST}{P}{LAST}</section></main>',
        [text(SHORT), *[TOLD, TOLD_LAST] * 2],
    ),
    "members and declarations of Doxygen": (
        f'{P}<table class="memberdecls"><tr><td colspan="2"><h2>Functions</h2></td></tr><tr><td>void</td><td><a href="#b">burn</a> (<a href="lamp.html">Lamp</a> &amp;lamp)</td></tr></table><div class="memitem"><div class="memproto"><table class="memname"><tr><td class="memname">void burn </td><td>(</td><td><a href="lamp.html">Lamp</a> &amp;</td><td>lamp</td><td>)</td></tr></table></div></div>',
        [
            TOLD,
            text("| Functions |  |\n| --- | --- |\n| void | burn (Lamp &lamp) |", Role.TABLE),
            text("void burn (Lamp &lamp)", Role.CODE),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_documentation(case: str) -> None:
    html, expected = CASES[case]
    assert segments(html) == expected
