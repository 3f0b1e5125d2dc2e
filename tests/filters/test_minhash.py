import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from weft.filters.minhash import (
    BANDS,
    EMPTY,
    PERMUTATIONS,
    band_hashes,
    jaccard,
    shingle_hashes,
    signature,
    signatures,
)


def hashes(*values: int) -> NDArray[np.uint64]:
    return np.array(sorted(values), np.uint64)


def random_set(generator: np.random.Generator, count: int) -> NDArray[np.uint64]:
    return np.unique(generator.integers(0, 2**64, count, dtype=np.uint64))


@pytest.mark.parametrize(
    ("text", "count"), [("", 0), ("...", 0), ("a", 1), ("a b c d", 1), ("a b c d e", 1), ("a b c d e f", 2)]
)
def test_a_text_has_one_shingle_for_every_five_words_in_a_row(text: str, count: int) -> None:
    assert len(shingle_hashes(text)) == count


def test_shingles_are_a_sorted_set() -> None:
    """``a b c d e`` five times over: the five rotations of it are all there is."""
    found = shingle_hashes("a b c d e " * 5)
    assert len(found) == 5
    assert np.all(found[1:] > found[:-1])


def test_shingles_do_not_depend_on_case_punctuation_or_width() -> None:
    one, other = shingle_hashes("The cat sat, on the mat."), shingle_hashes("the CAT sat on — ｔｈｅ mat")
    assert one.tolist() == other.tolist()


def test_order_of_words_matters_within_a_shingle() -> None:
    assert shingle_hashes("a b c d e").tolist() != shingle_hashes("e d c b a").tolist()
    assert shingle_hashes("a b").tolist() != shingle_hashes("b a").tolist()


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (hashes(), hashes(), 0.0),
        (hashes(1), hashes(), 0.0),
        (hashes(1, 2, 3), hashes(1, 2, 3), 1.0),
        (hashes(1, 2, 3), hashes(3, 4), 1 / 4),
        (hashes(5, 2**64 - 1), hashes(2**64 - 1), 1 / 2),
        (hashes(1, 2), hashes(3, 4), 0.0),
    ],
)
def test_jaccard_by_hand(left: NDArray[np.uint64], right: NDArray[np.uint64], expected: float) -> None:
    assert jaccard(left, right) == pytest.approx(expected)
    assert jaccard(right, left) == pytest.approx(expected)


@given(st.sets(st.integers(0, 30)), st.sets(st.integers(0, 30)))
def test_jaccard_agrees_with_sets(left: set[int], right: set[int]) -> None:
    expected = len(left & right) / len(left | right) if left | right else 0.0
    assert jaccard(hashes(*left), hashes(*right)) == pytest.approx(expected)


def test_signature_is_the_documented_permutation() -> None:
    """Row 0 by plain integers: a and b are the upper halves of SplitMix64 of 1 and 2, a made odd."""
    modulus = 1 << 64

    def mix(value: int) -> int:
        z = value * 0x9E3779B97F4A7C15 % modulus
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 % modulus
        z = (z ^ z >> 27) * 0x94D049BB133111EB % modulus
        return z ^ z >> 31

    shingles = hashes(0x0123456789ABCDEF, 0xFEDCBA9876543210, 42)
    for row in (0, 1, 111):
        a, b = mix(2 * row + 1) >> 32 | 1, mix(2 * row + 2) >> 32
        expected = min((a * (shingle >> 32) + b) % (1 << 32) for shingle in shingles.tolist())
        assert signature(shingles)[row] == expected


@pytest.mark.parametrize("true_share", [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.97])
def test_share_of_equal_rows_estimates_jaccard(true_share: float) -> None:
    """60 pairs of sets of known overlap: mean within 3 standard errors, spread as of 112 independent draws."""
    generator = np.random.default_rng(round(true_share * 100))
    estimates = []
    for _ in range(60):
        shared = round(600 * true_share)
        everything = generator.permutation(random_set(generator, 600))
        middle = shared + (600 - shared) // 2
        left, right = everything[:middle], np.concatenate([everything[:shared], everything[middle:]])
        one, other = signatures([left, right])
        estimates.append(float((one == other).mean()))
    spread = (true_share * (1 - true_share) / PERMUTATIONS) ** 0.5
    assert abs(np.mean(estimates) - true_share) < 3 * spread / 60**0.5 + 0.002
    assert 0.7 * spread < np.std(estimates) < 1.3 * spread


def test_permutations_are_independent() -> None:
    """Over 2,000 sets of 20, no two of 112 permutations' minima correlate: |r| of chance stays under 0.12."""
    generator = np.random.default_rng(5)
    rows = signatures([random_set(generator, 20) for _ in range(2000)]).astype(np.float64)
    correlation = np.corrcoef(rows.T)
    np.fill_diagonal(correlation, 0)
    assert np.abs(correlation).max() < 0.12


def test_every_permutation_picks_every_member_equally_often() -> None:
    """Where the minimum of ten lies, over 3,000 sets and 112 permutations: a tenth each."""
    generator = np.random.default_rng(6)
    sets = [random_set(generator, 10) for _ in range(3000)]
    whole = signatures(sets)
    first = signatures([each[:1] for each in sets])
    assert abs(float((whole == first).mean()) - 0.1) < 0.005


@pytest.mark.parametrize("batch", [1, 2, 7, 100])
def test_signatures_are_the_same_in_any_batch_size(batch: int) -> None:
    generator = np.random.default_rng(7)
    sizes = [0, 1, 5, 600, 20_000, 3, 0, 16_384, 16_385, 40]
    documents = [random_set(generator, size) for size in sizes]
    expected = np.stack([signature(document) for document in documents])
    found = np.concatenate([signatures(documents[i : i + batch]) for i in range(0, len(documents), batch)])
    assert np.array_equal(found, expected)


def test_document_without_shingles_has_the_empty_signature() -> None:
    assert np.all(signature(hashes()) == EMPTY)
    assert signatures([]).shape == (0, PERMUTATIONS)
    assert band_hashes(signatures([])).shape == (0, BANDS)


def test_order_and_repeats_of_shingles_do_not_matter() -> None:
    values = random_set(np.random.default_rng(8), 50)
    assert np.array_equal(signature(values), signature(np.concatenate([values[::-1], values[:7]])))


def test_bands_agree_where_their_eight_rows_agree() -> None:
    one = np.arange(PERMUTATIONS, dtype=np.uint32)
    for changed in (0, 7, 8, 111):
        other = one.copy()
        other[changed] += 1
        equal = band_hashes(one) == band_hashes(other)
        assert np.flatnonzero(~equal).tolist() == [changed // 8]


def test_equal_rows_in_another_band_or_order_give_another_hash() -> None:
    same = band_hashes(np.full(PERMUTATIONS, 9, np.uint32))
    assert len(set(same.tolist())) == BANDS
    turned = np.tile(np.arange(8, dtype=np.uint32), BANDS)
    rows = [np.roll(turned, shift) for shift in range(8)]
    assert not any(np.any(band_hashes(a) == band_hashes(b)) for a, b in itertools.combinations(rows, 2))


def test_bands_of_many_are_the_bands_of_each() -> None:
    rows = signatures([random_set(np.random.default_rng(seed), 30) for seed in range(5)])
    assert np.array_equal(band_hashes(rows), np.stack([band_hashes(row) for row in rows]))


def test_documents_that_are_alike_share_a_band_and_others_do_not() -> None:
    generator = np.random.default_rng(9)
    words = [f"w{number}" for number in generator.integers(0, 5000, 600)]
    edited = [*words[:300], "changed", *words[301:]]
    other = [f"w{number}" for number in generator.integers(0, 5000, 600)]
    bands = band_hashes(signatures([shingle_hashes(" ".join(each)) for each in (words, edited, other)]))
    assert np.count_nonzero(bands[0] == bands[1]) > 8
    assert not np.any(bands[0] == bands[2])
