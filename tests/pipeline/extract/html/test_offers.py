"""Which pages offer something for sale, and where what they offer begins."""

import pytest

from weft.pipeline.extract.html.read import read_html

TEXT = "Built for the last train on a Friday, the bag shrugs off drizzle and wears in rather than out over the years."
NOTICE = "Twenty per cent off all bags in the old mill until Sunday."
BODY = f"<p>{NOTICE}</p><h1>Bag</h1><p>{TEXT}</p>"
PRODUCT = '<script type="application/ld+json">{"@type": "Product"}</script>'
STORY = '<script type="application/ld+json">{"@type": "NewsArticle", "author": "A", "x": {"@type": "Offer"}}</script>'
BOOK = '<script type="application/ld+json">{"@type": "Book"}</script>'
BUTTON = '<button class="btn product__add-to-cart">Buy</button>'
FORM = '<form class="cart"><input></form>'
CART = '<button id="button-cart" class="btn">Buy</button>'
BOX = '<div id="desktop_buybox" class="price"></div>'


def read(html: str) -> list[str]:
    return [segment.text for segment in read_html(f"<title>Bag</title>{html}", "https://e.com/bag").document.segments]


@pytest.mark.parametrize("mark", [PRODUCT, BOOK, BUTTON, CART, FORM, BOX])
def test_an_offer_begins_at_its_name(mark: str) -> None:
    assert read(f"{mark}{BODY}") == ["Bag", TEXT]


@pytest.mark.parametrize("mark", ["", STORY, STORY + BUTTON, '<button class="share">Buy</button>'])
def test_other_pages_begin_with_their_first_text(mark: str) -> None:
    assert read(f"{mark}{BODY}")[0] == NOTICE


def test_pictures_above_the_name_stay() -> None:
    html = f'{PRODUCT}<main><p>{NOTICE}</p><img src="bag.jpg" alt="Bag"><h1>Bag</h1><p>{TEXT}</p></main>'
    assert read(html) == ["", "Bag", TEXT]


def test_more_told_above_the_name_than_below_stays() -> None:
    assert read(f"{PRODUCT}<p>{TEXT}</p><p>{NOTICE}</p><h1>Bag</h1><p>Of canvas.</p>")[0] == TEXT


def test_the_name_may_stand_in_the_box_that_sells_it() -> None:
    name = "Bag of waxed canvas, with a strap of leather"
    assert read(f'{PRODUCT}<main><p>{TEXT}</p><div class="cart-col"><h1>{name}</h1></div></main>') == [name, TEXT]


def test_the_name_of_the_shop_is_not_that_of_what_it_sells() -> None:
    header = '<header class="masthead"><h1>The Mill</h1></header>'
    assert read(f"{PRODUCT}{header}<main><h2>Bag</h2><p>{TEXT}</p></main>") == ["Bag", TEXT]


@pytest.mark.parametrize(
    ("form", "stays"),
    [
        ('action="/checkout/add_item.cmd"', True),
        ('name="productForm"', True),
        ('action="/AddToBasket.do?from=fn"', True),
        ('action="/cartoons"', False),
        ('action="/newsletter"', False),
    ],
)
def test_what_is_told_in_the_form_that_buys_stays(form: str, stays: bool) -> None:
    told = f"{TEXT} It comes with a strap, and with a tin of wax for its seams."
    other = "".join(f"<p>{number}. {TEXT} Each is made to order in our mill by the river.</p>" for number in range(9))
    html = f"<h1>Bag</h1><form {form}><p>{told}</p><input name=qty><button>Go</button></form>{other}"
    assert (told in read(html)) == stays
