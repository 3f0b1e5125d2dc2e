"""Licences that pages name."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract.html.elements import page_elements
from weft.pipeline.extract.html.metadata.json_ld import read_json_ld
from weft.pipeline.extract.html.metadata.licenses import license_of

CC = "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("html", "license_"),
    [
        (f'<link rel="license" href="{CC}">', CC),
        ('<a rel="nofollow license" href="/terms">terms</a>', "/terms"),
        (f'<p><a href="{CC}">CC</a>', CC),
        ('<a href="https://creativecommons.org/about">about</a>', ""),
        ('<script type="application/ld+json">{"@graph":[{"license":{"@id":"x:y"}}]}</script>', "x:y"),
        ('<script type="application/ld+json">{"license": </script>', ""),
        ('<script type="application/ld+json">' + "[" * 100_000 + '"license"</script>', ""),
        ('<meta name="dcterms.license" content="CC0">', "CC0"),
    ],
)
def test_license(html: str, license_: str) -> None:
    elements = page_elements(LexborHTMLParser(html))
    assert license_of(elements, read_json_ld(script.text() for script in elements.json_ld)) == license_
