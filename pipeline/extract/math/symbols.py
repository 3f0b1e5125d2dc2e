"""Characters of formulas as commands of LaTeX: those of LaTeX itself, ``amsmath`` and ``amssymb``."""

import re
import unicodedata
from collections.abc import Iterable


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return {character: f"\\{name}" for character, name in zip(words[::2], words[1::2], strict=True)}


_COMMANDS = _pairs(
    """
    α alpha β beta γ gamma δ delta ε varepsilon ϵ epsilon ζ zeta η eta θ theta ϑ vartheta ι iota κ kappa ϰ varkappa
    λ lambda μ mu µ mu ν nu ξ xi π pi ϖ varpi ρ rho ϱ varrho σ sigma ς varsigma τ tau υ upsilon φ varphi ϕ phi χ chi
    ψ psi ω omega ϝ digamma
    Γ Gamma Δ Delta ∆ Delta Θ Theta Λ Lambda Ξ Xi Π Pi Σ Sigma Υ Upsilon ϒ Upsilon Φ Phi Ψ Psi Ω Omega
    ± pm ∓ mp × times ÷ div ⋅ cdot · cdot ∘ circ ∙ bullet • bullet ⊕ oplus ⊖ ominus ⊗ otimes ⊘ oslash ⊙ odot ⋆ star
    † dagger ‡ ddagger ∧ wedge ∨ vee ∩ cap ∪ cup ⊎ uplus ⊓ sqcap ⊔ sqcup ≀ wr ⋄ diamond ∖ setminus ⨯ times
    ≤ le ⩽ leqslant ≥ ge ⩾ geqslant ≠ ne ≡ equiv ≢ not\\equiv ≈ approx ≉ not\\approx ∼ sim ~ sim ≁ nsim ≃ simeq ≅ cong
    ≇ ncong ≍ asymp ≐ doteq ∝ propto ≪ ll ≫ gg ≺ prec ≻ succ ⪯ preceq ⪰ succeq ≼ preceq ≽ succeq ≲ lesssim ≳ gtrsim
    ≮ nless ≯ ngtr ≰ nleq ≱ ngeq ≜ triangleq ≔ coloneqq ⊲ lhd ⊳ rhd ⊴ unlhd ⊵ unrhd
    ∈ in ∉ notin ∋ ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊊ subsetneq ⊋ supsetneq ⊄ not\\subset ⊈ nsubseteq
    ⊏ sqsubset ⊑ sqsubseteq ⊐ sqsupset ⊒ sqsupseteq ∅ emptyset ⌀ emptyset
    ∣ mid ∤ nmid ∥ parallel ∦ nparallel ⊥ perp ⟂ perp ⊢ vdash ⊣ dashv ⊨ models ⊩ Vdash ⊤ top
    ∀ forall ∃ exists ∄ nexists ¬ neg ∴ therefore ∵ because
    ∂ partial ∇ nabla ∞ infty ℏ hbar ħ hbar ℓ ell ℘ wp ℜ Re ℑ Im ℵ aleph ℶ beth ∠ angle ∡ measuredangle △ triangle
    □ square ◻ square ■ blacksquare ♯ sharp ♭ flat ♮ natural ♠ spadesuit ♡ heartsuit ♢ diamondsuit ♣ clubsuit
    ← leftarrow → rightarrow ↔ leftrightarrow ⇐ Leftarrow ⇒ Rightarrow ⇔ Leftrightarrow ↦ mapsto ↑ uparrow ↓ downarrow
    ↕ updownarrow ⇑ Uparrow ⇓ Downarrow ↗ nearrow ↘ searrow ↙ swarrow ↖ nwarrow ⟵ longleftarrow ⟶ longrightarrow
    ⟷ longleftrightarrow ⟸ Longleftarrow ⟹ Longrightarrow ⟺ Longleftrightarrow ⟼ longmapsto ↪ hookrightarrow
    ↩ hookleftarrow ↠ twoheadrightarrow ↣ rightarrowtail ⇀ rightharpoonup ⇁ rightharpoondown ⇌ rightleftharpoons
    ⇋ leftrightharpoons ⇄ rightleftarrows ⇝ rightsquigarrow ⊸ multimap ↛ nrightarrow ⇏ nRightarrow
    … ldots ⋯ cdots ⋮ vdots ⋱ ddots ∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ⋀ bigwedge ⋁ bigvee
    ⋂ bigcap ⋃ bigcup ⨁ bigoplus ⨂ bigotimes ⨀ bigodot ⨄ biguplus ⨆ bigsqcup √ surd
    ⟨ langle ⟩ rangle 〈 langle 〉 rangle ⌊ lfloor ⌋ rfloor ⌈ lceil ⌉ rceil ‖ | { { } } % % # # & & $ $ _ _ § S £ pounds
    """
)
_PLAIN = {
    "−": "-",
    "‐": "-",
    "∗": "*",
    "⁎": "*",
    "∕": "/",
    "⁄": "/",
    "∶": ":",
    "ı": "\\imath",
    "ȷ": "\\jmath",
    "′": "'",
    "″": "''",
    "‴": "'''",
    "⁗": "''''",
    "’": "'",
    "°": "{}^\\circ",
    "\\": "\\backslash",
    "^": "\\text{\\textasciicircum}",
    "⟦": "[\\![",
    "⟧": "]\\!]",
    **dict.fromkeys("\u2061\u2062\u2063\u2064\u200b\u200c\u200d\u2060\ufeff", ""),
}
"""The first of the last line is the application of a function, then come times, comma and plus that are not shown."""
SYMBOLS = {**_COMMANDS, **_PLAIN}

FUNCTIONS = frozenset(
    [
        "arccos",
        "arcsin",
        "arctan",
        "arg",
        "cos",
        "cosh",
        "cot",
        "coth",
        "csc",
        "deg",
        "det",
        "dim",
        "exp",
        "gcd",
        "hom",
        "inf",
        "ker",
        "lg",
        "lim",
        "liminf",
        "limsup",
        "ln",
        "log",
        "max",
        "min",
        "Pr",
        "sec",
        "sin",
        "sinh",
        "sup",
        "tan",
        "tanh",
    ]
)
"""Names that LaTeX has a command for."""
_LIMITS = frozenset(["lim", "liminf", "limsup", "max", "min", "sup", "inf", "det", "gcd", "Pr"])
_LARGE = "∑∏∐∫∬∭∮⋀⋁⋂⋃⨁⨂⨀⨄⨆"
TAKES_LIMITS = frozenset([*(f"\\{name}" for name in _LIMITS), *(_COMMANDS[character] for character in _LARGE)])
"""Commands whose scripts stand below and above them."""
TALL = re.compile(
    r"\\(?:frac|genfrac|binom|begin|(?:under|over)(?:set|brace)|left"
    + "".join(f"|{_COMMANDS[character][1:]}" for character in _LARGE)
    + r")(?![A-Za-z])"
)
"""What is higher than a line: a fence grows around it."""

_FONTS = {
    "bold": "mathbf",
    "italic": "",
    "bold-italic": "boldsymbol",
    "double-struck": "mathbb",
    "script": "mathcal",
    "bold-script": "mathcal",
    "fraktur": "mathfrak",
    "bold-fraktur": "mathfrak",
    "sans-serif": "mathsf",
    "bold-sans-serif": "mathsf",
    "sans-serif-italic": "mathsf",
    "monospace": "mathtt",
    "normal": "mathrm",
}
_LETTER_FONTS = (
    *(("DOUBLE-STRUCK", "double-struck"), ("FRAKTUR", "fraktur"), ("BLACK-LETTER", "fraktur"), ("SCRIPT", "script")),
    *(("SANS-SERIF", "sans-serif"), ("MONOSPACE", "monospace"), ("BOLD ITALIC", "bold-italic"), ("BOLD", "bold")),
)
"""What the Unicode name of a mathematical letter says of it, the more telling word first."""


def in_font(latex: str, variant: str) -> str:
    """``latex`` in the font that MathML calls ``variant``; Greek letters and signs have a bold one alone."""
    font = _FONTS.get(variant, "")
    if not font or not latex:
        return latex
    if "\\" in latex:
        return f"\\boldsymbol{{{latex}}}" if "bold" in variant else latex
    return f"\\{font}{{{latex}}}"


def symbol(character: str) -> str:
    """One character as LaTeX: itself, where nothing else is known of it."""
    known = SYMBOLS.get(character)
    if known is not None or character < "\x7f":
        return character if known is None else known
    kind, _, code = unicodedata.decomposition(character).partition(" ")
    if kind != "<font>":
        return character
    name = unicodedata.name(character, "")
    letter = chr(int(code, 16))
    return in_font(SYMBOLS.get(letter, letter), next((font for word, font in _LETTER_FONTS if word in name), ""))


def joined(pieces: Iterable[str]) -> str:
    """Pieces one behind the other; a space keeps a command from running into the letters behind it."""
    latex: list[str] = []
    ends_in_command = False
    for piece in pieces:
        if piece:
            if ends_in_command and piece[0].isalpha():
                latex.append(" ")
            latex.append(piece)
            ends_in_command = _ENDS_IN_COMMAND.search(piece, max(0, len(piece) - _MAX_COMMAND)) is not None
    return "".join(latex)


_ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+\Z")
_MAX_COMMAND = 40
"""Characters; the end of a longer piece is looked at alone."""


_TEXT = {
    "\\": "\\textbackslash{}",
    "^": "\\textasciicircum{}",
    "~": "\\textasciitilde{}",
    **{character: f"\\{character}" for character in "{}%#&$_"},
}


def as_text(words: str) -> str:
    """Words in a formula: ``\\text{…}``, or a space where they are one."""
    words = re.sub(r"\s+", " ", words)
    if not words.strip():
        return "~" if words else ""
    return f"\\text{{{''.join(_TEXT.get(character, character) for character in words)}}}"
