# ruff: noqa: E501 - a page is easier to read on one line
"""Text that is shown at a click is read; menus, logins and other hidden things are not."""

import pytest

from .expected import segments

PROSE = "The lamp burns oil all night long, and its wick draws it up into the flame, whatever the wind."
MORE = "The keeper winds the clockwork every four hours, and counts the ships that pass before dawn."
ANSWER = "Because the lens turns once in eight seconds, and shows two faces."
LONG = f"<p>{PROSE}</p><p>{MORE}</p>"

SHOWN = {
    "an accordion that a script opens": f'<button aria-expanded="false">Why?</button><div class="accordion-body" style="display:none"><p>{ANSWER}</p></div>',
    "an answer behind a button in its question": f'<h3><button aria-expanded="false">Why?</button></h3><div hidden><p>{ANSWER}</p></div>',
    "an answer in Chinese": '<div class="faq-a" style="display:none"><p>因为透镜每八秒转一圈，水手看见两次闪光，所以知道自己在哪里。</p></div>',
    "a panel of tabs in the box of its tabs": f'<div class="elementor-tabs" role="tablist"><div role="tab">Why?</div><div role="tabpanel" hidden><p>{ANSWER}</p></div></div>',
    "a panel of tabs with the class of what is not shown": f'<div class="tab-con"><div class="hide"><p>{ANSWER}</p></div></div>',
    "the rest of a description": f'<p>{PROSE}<a href="#">More</a></p><div class="more" style="display:none"><p>{ANSWER}</p></div>',
    "details that are called a dropdown": f'<details class="sd-dropdown"><summary>Why?</summary><p>{ANSWER}</p></details>',
}
NOT_SHOWN = {
    "links behind a button": '<button aria-expanded="false">Menu</button><div hidden><p><a href="/a">The lamps of this coast. All of them.</a></p></div>',
    "a few words behind a button": '<button aria-expanded="false">Log in</button><div hidden><p>Your name.</p></div>',
    "a menu that folds": f'<div class="navbar-collapse collapse" style="display:none"><p>{ANSWER}</p></div>',
    "a dropdown of links": '<details class="dropdown"><summary>Language</summary><ul><li><a href="/de">Deutsch</a></ul></details>',
    "more of a menu": '<div class="more" style="display:none"><a href="/a">The lamps of this coast. All of them.</a></div>',
    "what is hidden without a button": f'<p>{PROSE}</p><div style="display:none"><p>{ANSWER}</p></div>',
    "what others read, in a panel of tabs": f'<div class="tab-con"><div class="related hide"><p>{ANSWER}</p></div></div>',
    "a box with the class of what is not shown": f'<div class="row"><div class="hide"><p>{ANSWER}</p></div></div>',
}


@pytest.mark.parametrize("name", SHOWN)
def test_text_behind_a_click_is_read(name: str) -> None:
    found = [segment.text for segment in segments(f"<article>{LONG}{SHOWN[name]}</article>")]
    assert found[:2] == [PROSE, MORE]
    assert ANSWER in found or "因为透镜每八秒转一圈，水手看见两次闪光，所以知道自己在哪里。" in found


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_what_is_hidden_otherwise_is_not(name: str) -> None:
    found = " ".join(segment.text for segment in segments(f"<article>{LONG}{NOT_SHOWN[name]}</article>"))
    assert PROSE in found and MORE in found
    for hidden in (ANSWER, "The lamps of this coast", "Your name", "Deutsch"):
        assert hidden not in found


def test_most_of_a_page_is_read_where_a_script_unveils_it() -> None:
    veil = 'style="visibility: hidden; opacity: 0;"'
    page = f"<script>{'x();' * 100}</script><p>Elsewhere.</p><div {veil}>{LONG}</div>"
    assert [segment.text for segment in segments(page)][-2:] == [PROSE, MORE]
    assert [segment.text for segment in segments(f"{LONG}{LONG}<div {veil}><p>{ANSWER}</p></div>")] == [PROSE, MORE] * 2
