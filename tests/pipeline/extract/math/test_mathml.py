# ruff: noqa: E501 - a formula is easier to read on one line
"""Presentation MathML to the LaTeX that a person would write for it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from weft.pipeline.extract.math.formulas import mathml_latex
from weft.pipeline.extract.math.mathml import presentation_latex


def latex(inner: str) -> str:
    math = LexborHTMLParser(f"<math>{inner}</math>").css_first("math")
    assert math is not None
    return presentation_latex(math)


FORMULAS = [
    ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", r"\frac{a}{b}"),
    ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", r"\sqrt{x+1}"),
    ("<mroot><mi>x</mi><mn>3</mn></mroot>", r"\sqrt[3]{x}"),
    ("<mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>", "E=mc^2"),
    ("<msup><mi>x</mi><mrow><mi>n</mi><mo>+</mo><mn>1</mn></mrow></msup>", "x^{n+1}"),
    ("<msub><mi>x</mi><mi>i</mi></msub>", "x_i"),
    ("<msubsup><mi>x</mi><mrow><mi>i</mi><mi>j</mi></mrow><mn>2</mn></msubsup>", "x_{ij}^2"),
    ("<msup><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></msup>", "{x^2}^3"),
    ("<msup><mrow><mi>a</mi><mi>b</mi></mrow><mn>2</mn></msup>", "{ab}^2"),
    ("<msup><mrow><mo>(</mo><mi>a</mi><mo>−</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>", "(a-b)^2"),
    ("<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo><mo>(</mo><mi>b</mi><mo>)</mo></mrow><mn>2</mn></msup>", "{(a)(b)}^2"),
    ("<mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo>", r"\left(\frac{a}{b}\right)"),
    ("<mo>(</mo><mfrac><mi>n</mi><mi>k</mi></mfrac><mo>]</mo>", r"\left(\frac{n}{k}\right]"),
    ('<mo stretchy="false">(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo>', r"(\frac{a}{b})"),
    ('<mo>(</mo><mfrac linethickness="0"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo>', r"\binom{n}{k}"),
    (
        "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msup><mi>i</mi><mn>2</mn></msup>",
        r"\sum_{i=1}^ni^2",
    ),
    (
        "<msubsup><mo>∫</mo><mn>0</mn><mi>∞</mi></msubsup><msup><mi>e</mi><mrow><mo>−</mo><mi>x</mi></mrow></msup><mspace width='0.167em'/><mi mathvariant='normal'>d</mi><mi>x</mi>",
        r"\int_0^\infty e^{-x}\,\mathrm{d}x",
    ),
    ("<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder><mi>f</mi>", r"\lim_{x\rightarrow0}f"),
    ("<munder><mi>argmax</mi><mi>θ</mi></munder><mi>L</mi>", r"\operatorname*{argmax}_\theta L"),
    ("<mi>sin</mi><mo>&#x2061;</mo><mi>α</mi><mi>x</mi>", r"\sin\alpha x"),
    ("<mi>erf</mi><mo>&#x2061;</mo><mo>(</mo><mi>x</mi><mo>)</mo>", r"\operatorname{erf}(x)"),
    (
        "<mi>a</mi><mo>&InvisibleTimes;</mo><mi>b</mi><mo>≤</mo><mi>β</mi><mo>∧</mo><mi>c</mi><mo>≠</mo><mn>0.5</mn>",
        r"ab\le\beta\wedge c\ne0.5",
    ),
    ("<mi>x</mi><mo>∈</mo><mi mathvariant='double-struck'>R</mi>", r"x\in\mathbb{R}"),
    (
        "<mi>x</mi><mo>∈</mo><mi>ℝ</mi><mo>,</mo><mi>𝐯</mi><mo>,</mo><mi>𝑦</mi><mo>,</mo><mi>𝔤</mi><mo>,</mo><mi>ℒ</mi>",
        r"x\in\mathbb{R},\mathbf{v},y,\mathfrak{g},\mathcal{L}",
    ),
    (
        "<mover><mi>x</mi><mo>¯</mo></mover><mover><mi>v</mi><mo>→</mo></mover><mover><mi>a</mi><mo>^</mo></mover>",
        r"\bar{x}\vec{v}\hat{a}",
    ),
    ("<mover><mrow><mi>A</mi><mi>B</mi></mrow><mo>¯</mo></mover>", r"\overline{AB}"),
    (
        "<munder><munder><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mo>⏟</mo></munder><mi>n</mi></munder>",
        r"\underbrace{a+b}_n",
    ),
    ("<mi>A</mi><mover><mo>→</mo><mi>f</mi></mover><mi>B</mi>", r"A\xrightarrow{f}B"),
    ("<mi>a</mi><mover><mo>=</mo><mtext>def</mtext></mover><mi>b</mi>", r"a\overset{\text{def}}{=}b"),
    (
        "<mi>f</mi><mo>'</mo><mo>(</mo><mi>x</mi><mo>)</mo><mo>+</mo><msup><mi>g</mi><mo>″</mo></msup><mo>+</mo><msubsup><mi>h</mi><mi>i</mi><mo>′</mo></msubsup>",
        "f'(x)+g''+h_i'",
    ),
    (
        "<mi>f</mi><mo>=</mo><mo>{</mo><mtable columnalign='left left'><mtr><mtd><mn>1</mn></mtd><mtd><mtext>if </mtext><mi>x</mi><mo>&gt;</mo><mn>0</mn></mtd></mtr><mtr><mtd><mn>0</mn></mtd><mtd><mtext>else</mtext></mtd></mtr></mtable>",
        r"f=\begin{cases}1 & \text{if }x>0 \\ 0 & \text{else}\end{cases}",
    ),
    (
        "<mrow><mo>[</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>]</mo></mrow>",
        r"\begin{bmatrix}a & b \\ c & d\end{bmatrix}",
    ),
    ("<mrow><mo>|</mo><mtable><mtr><mtd>1</mtd></mtr></mtable><mo>|</mo></mrow>", r"\begin{vmatrix}1\end{vmatrix}"),
    ("<mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable>", r"\begin{matrix}a\end{matrix}"),
    (
        "<mtable columnalign='right left'><mlabeledtr><mtd><mtext>(1)</mtext></mtd><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mlabeledtr><mtr><mtd></mtd><mtd><mo>=</mo><mi>c</mi></mtd></mtr></mtable>",
        r"\begin{aligned}a & =b \\  & =c\end{aligned}",
    ),
    ("<mfenced><mi>x</mi><mi>y</mi></mfenced>", "(x,y)"),
    ("<mfenced open='[' close=']' separators=';'><mi>x</mi><mi>y</mi><mi>z</mi></mfenced>", "[x;y;z]"),
    (
        "<msup><mfenced open='|' close='|'><mfrac><mi>x</mi><mi>y</mi></mfrac></mfenced><mn>2</mn></msup>",
        r"\left|\frac{x}{y}\right|^2",
    ),
    (
        "<mo>|</mo><mi>x</mi><mo>|</mo><mo>+</mo><mo>|</mo><mfrac><mi>x</mi><mi>y</mi></mfrac><mo>|</mo>",
        r"|x|+\left|\frac{x}{y}\right|",
    ),
    ("<mi>P</mi><mo>(</mo><mi>a</mi><mo>|</mo><mi>b</mi><mo>)</mo>", "P(a|b)"),
    ("<mmultiscripts><mi>C</mi><none/><none/><mprescripts/><mn>6</mn><mn>14</mn></mmultiscripts>", "{}_6^{14}C"),
    ("<mstyle displaystyle='true'><mpadded width='0'><mi>x</mi></mpadded></mstyle>", "x"),
    (
        "<mphantom><mi>x</mi></mphantom><menclose notation='box'><mi>y</mi></menclose><menclose notation='updiagonalstrike'><mi>z</mi></menclose>",
        r"\phantom{x}\boxed{y}\cancel{z}",
    ),
    ("<semantics><mi>x</mi><annotation-xml encoding='MathML-Content'><ci>x</ci></annotation-xml></semantics>", "x"),
    ("<mn>50</mn><mo>%</mo><mtext> of {x_1} &amp; more</mtext>", r"50\%\text{ of \{x\_1\} \& more}"),
    ("<mfrac bevelled='true'><mn>1</mn><mn>2</mn></mfrac>", "1/2"),
    ("<msup><mn>10</mn><mn>6</mn></msup>", "10^6"),
    ("<msup><mi>sin</mi><mn>2</mn></msup><mi>x</mi>", r"\sin^2x"),
    ("<msup><mi>A</mi><mo>⊤</mo></msup><mi>B</mi>", r"A^\top B"),
    ("<msub><mi>v</mi><mtext>max</mtext></msub>", r"v_{\text{max}}"),
    ("x", "x"),
]


@pytest.mark.parametrize(("mathml", "expected"), FORMULAS)
def test_a_formula_is_the_latex_of_what_it_shows(mathml: str, expected: str) -> None:
    assert latex(mathml) == expected


def test_annotations_and_alttext_come_first() -> None:
    def of(html: str) -> str:
        math = LexborHTMLParser(html).css_first("math")
        assert math is not None
        return mathml_latex(math)

    row = "<mfrac><mi>a</mi><mi>b</mi></mfrac>"
    assert of(f'<math><semantics>{row}<annotation encoding="application/x-tex">a/b</annotation></semantics>') == "a/b"
    assert of(f'<math alttext="a:b">{row}') == "a:b"
    assert of(f'<math><semantics>{row}<annotation encoding="StarMath 5.0">a over b</annotation></semantics>') == (
        r"\frac{a}{b}"
    )


def test_content_mathml_has_no_latex() -> None:
    assert latex("<apply><divide/><ci>a</ci><ci>b</ci></apply>") == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<mrow>" * 400 + "<mi>x</mi>",
        "<mi>x</mi>" * 30_000,
        f"<mtext>{'x' * 70_000}</mtext>",
        "<msup>" * 200 + "<mi>x</mi>",
    ],
)
def test_a_formula_past_its_bounds_has_no_latex(hostile: str) -> None:
    assert latex(hostile) == ""


@pytest.mark.parametrize(
    "hostile",
    [
        "<mo>(</mo>" * 9_000 + "<mo>)</mo>" * 9_000,
        "<mo>)</mo>" * 18_000,
        "<mo>|</mo>" * 18_000,
        "<mo>{</mo>" * 18_000,
        "<mover>" * 60 + "<mi>x</mi>" + "<mo>¯</mo></mover>" * 60,
        "<mmultiscripts><mi>x</mi>" + "<mi>i</mi>" * 18_000 + "</mmultiscripts>",
    ],
)
def test_a_large_formula_is_read_in_little_time(hostile: str) -> None:
    started = time.process_time()
    assert latex(hostile)
    assert time.process_time() - started < 2


TAGS = [
    "mrow",
    "mi",
    "mn",
    "mo",
    "mfrac",
    "msqrt",
    "msup",
    "msub",
    "munder",
    "mover",
    "munderover",
    "mtable",
    "mtr",
    "mtd",
    "mfenced",
    "mmultiscripts",
    "none",
    "mtext",
    "apply",
]


@given(
    st.lists(
        st.one_of(
            st.sampled_from([f"<{tag}>" for tag in TAGS]),
            st.sampled_from([f"</{tag}>" for tag in TAGS]),
            st.text("(){}|x1+\\ ^", max_size=3),
        ),
        max_size=30,
    )
)
def test_any_formula_is_read(pieces: list[str]) -> None:
    assert isinstance(latex("".join(pieces)), str)
