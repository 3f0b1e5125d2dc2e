"""What names say about elements."""

import time

import pytest

from weft.pipeline.extract.html.content.boilerplate import Label, label


@pytest.mark.parametrize(
    ("attributes", "verdict"),
    [
        ({"class": "entry-footer"}, Label.SUSPECT),
        ({"class": "relatedPosts"}, Label.SUSPECT),
        ({"id": "cookie_consent"}, Label.HIDDEN),
        ({"id": "onetrust-banner-sdk"}, Label.HIDDEN),
        ({"class": "cookie-recipe"}, Label.SUSPECT),
        ({"class": "comments"}, Label.COMMENTS),
        ({"class": "kommentare"}, Label.COMMENT),
        ({"class": "comment-author"}, Label.SUSPECT),
        ({"class": "comentarios"}, Label.COMMENTS),
        ({"itemprop": "comment"}, Label.COMMENT),
        ({"itemprop": "datePublished"}, Label.SUSPECT),
        ({"itemtype": "https://schema.org/BreadcrumbList"}, Label.SUSPECT),
        ({"class": "user-info"}, Label.SUSPECT),
        ({"class": "message-user"}, Label.SUSPECT),
        ({"class": "message-userContent"}, None),
        ({"class": "toc"}, Label.SUSPECT),
        ({"class": "infobox vcard"}, None),
        ({"class": "sig sig-object py"}, None),
        ({"class": "member-signature"}, None),
        ({"class": "message-signature"}, Label.SUSPECT),
        ({"class": "product__tax caption rte"}, Label.SUSPECT),
        ({"class": "navbox"}, Label.SUSPECT),
        ({"class": "article-sns"}, Label.SUSPECT),
        ({"class": "img_desc"}, Label.CAPTION),
        ({"class": "article__header__dachzeile"}, Label.SUSPECT),
        ({"class": "volanta"}, Label.SUSPECT),
        ({"class": "image image__hide-placeholder"}, None),
        ({"class": "inline-placeholder"}, None),
        ({"class": "ad_desc"}, None),
        ({"class": "ad-description"}, None),
        ({"class": "ad-box"}, Label.SUSPECT),
        ({"class": "image__metadata"}, None),
        ({"class": "post-metadata"}, Label.SUSPECT),
        ({"class": "image-placeholder"}, Label.SUSPECT),
        ({"class": "admonition seealso"}, None),
        ({"class": "seealso"}, Label.SUSPECT),
        ({"class": "webmentions"}, Label.COMMENTS),
        ({"class": "article__article m-image"}, Label.SUSPECT),
        ({"class": "related_images"}, None),
        ({"class": "classified-securityTips"}, Label.SUSPECT),
        ({"class": "block-reassurance-product"}, Label.SUSPECT),
        ({"class": "x1", "data-test": "section-salary-calculator"}, Label.SUSPECT),
        ({"class": "x1", "data-testid": "property-most-popular-facilities-wrapper"}, None),
        ({"id": "popular-posts"}, Label.SUSPECT),
        ({"class": "article-subheading text-utility-300"}, None),
        ({"class": "article-header container-widget-content"}, None),
        ({"class": "article-reading-time__label"}, Label.SUSPECT),
        ({"class": "ReporterCard"}, Label.SUSPECT),
        ({"class": "short-link"}, Label.SUSPECT),
        ({"class": "mc4wp-form"}, Label.SUSPECT),
        ({"class": "table-of-contents"}, Label.SUSPECT),
        ({"class": "box-tinlienquan"}, Label.SUSPECT),
        ({"class": "speechify-ignore ab cp"}, Label.SUSPECT),
        ({"class": "customerReviews"}, Label.REVIEWS),
        ({"id": "reviews", "class": "panel"}, Label.REVIEWS),
        ({"class": "jdgm-widget jdgm-review-widget"}, Label.REVIEWS),
        ({"itemprop": "review"}, Label.REVIEWS),
        ({"itemtype": "https://schema.org/Review"}, None),
        ({"class": "review"}, None),
        ({"class": "x-reviews-and-ratings-3-container"}, Label.REVIEWS),
        ({"class": "ssrcss-1", "data-component": "byline-block"}, Label.SUSPECT),
        ({"class": "css-1", "data-testid": "related-articles"}, Label.SUSPECT),
        ({"class": "css-1", "data-testid": "text-block"}, None),
        ({"data-testid": "comments-block"}, None),
        ({"class": "ipsHide"}, Label.SUSPECT),
        ({"class": "VisuallyHidden"}, Label.SUSPECT),
        ({"class": "d-none"}, Label.SUSPECT),
        ({"class": "d-none d-md-block"}, None),
        ({"class": "slide slick-cloned"}, Label.HIDDEN),
        ({"class": "MathJax_Preview"}, Label.HIDDEN),
        ({"id": "TOC_TITLE_1"}, None),
        ({"class": "add-to-cart"}, Label.SUSPECT),
        ({"class": "minicart"}, Label.SUSPECT),
        ({"class": "wp-caption-text credit"}, Label.CAPTION),
        ({"role": "navigation"}, Label.SUSPECT),
        ({"role": "main"}, Label.CONTENT),
        ({"itemprop": "articleBody", "class": "widget"}, Label.CONTENT),
        ({"hidden": None}, Label.HIDDEN),
        ({"hidden": "until-found"}, None),
        ({"style": "color:red; Display : None"}, Label.HIDDEN),
        ({"aria-hidden": "true"}, Label.HIDDEN),
    ],
)
def test_label(attributes: dict[str, str | None], verdict: Label | None) -> None:
    assert label(attributes) is verdict


@pytest.mark.parametrize(
    "name",
    [
        "headline",
        "shadow",
        "metal",
        "download",
        "has-sidebar",
        "tag-social",
        "no-share",
        "",
        "anchorWithStickyNavbar_LWe7",
        "content-no-sidebar",
        "relative readMoreWrap",
        "js-read-more-content",
        "sku-name",
    ],
)
def test_words_are_compared_whole_and_states_say_nothing(name: str) -> None:
    assert label({"class": name}) is None


@pytest.mark.parametrize(
    "name",
    [
        "tax-shipping-delivery-label",
        "product-detail-ordernumber-container",
        "product-reference",
        "product-flags",
        "a-media-attribution",
        "theme-edit-this-page",
        "theme-last-updated",
        "theme-doc-version-badge",
        "timeago",
        "delivery-time",
        "stockStatus",
    ],
)
def test_order_numbers_badges_and_notes_on_a_page_are_suspect(name: str) -> None:
    assert label({"class": name}) is Label.SUSPECT


@pytest.mark.parametrize("name", ["product-features", "product-detail-description", "order", "reference", "version"])
def test_descriptions_of_products_and_single_words_are_not_suspect(name: str) -> None:
    assert label({"class": name}) is None


@pytest.mark.parametrize(
    ("class_", "expected"),
    [
        ("js-consent-banner", Label.HIDDEN),
        ("no-cookie-banner-script", Label.HIDDEN),
        ("js-cookies-enabled", None),
        ("accordion-item__dropdown", None),
        ("nav-accordion", Label.SUSPECT),
    ],
)
def test_first_words(class_: str, expected: Label | None) -> None:
    assert label({"class": class_}) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("elementor-widget elementor-widget-text-editor", None),
        ("elementor-widget-container", None),
        ("elementor-widget elementor-widget-accordion", None),
        ("so-panel widget widget_sow-editor", None),
        ("elementor-widget elementor-widget-share-buttons", Label.SUSPECT),
        ("elementor-widget elementor-widget-nav-menu", Label.SUSPECT),
        ("elementor-widget elementor-widget-wp-widget-recent-posts", Label.SUSPECT),
        ("elementor-widget elementor-widget-post-comments", Label.COMMENTS),
        ("so-panel widget widget_recent-posts widget_sidebar", Label.SUSPECT),
        ("widget widget_text", Label.SUSPECT),
    ],
)
def test_a_page_builder_s_widgets_are_judged_by_their_kinds(kind: str, expected: Label | None) -> None:
    assert label({"class": f"elementor-element {kind}" if "elementor" in kind else kind}) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sc-f98b1ad2", None),
        ("ad728x90", Label.SUSPECT),
        ("share a1b2", Label.SUSPECT),
    ],
)
def test_letters_between_digits_are_no_words(name: str, expected: Label | None) -> None:
    assert label({"class": name}) is expected


@pytest.mark.parametrize("name", ["ad-" + "a" * (1 << 17), "ad-1a1-" + "a" * (1 << 17), "ad-" + "1a" * (1 << 16)])
def test_a_long_name_is_judged_in_little_time(name: str) -> None:
    started = time.process_time()
    label({"class": name})
    assert time.process_time() - started < 1
