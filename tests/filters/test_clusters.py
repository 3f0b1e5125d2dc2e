import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from weft.filters.clusters import Candidate, connected_components, survivor


def components(*edges: tuple[int, int]) -> dict[int, int]:
    nodes, labels = connected_components(np.array(edges, np.uint64).reshape(-1, 2))
    assert nodes.dtype == labels.dtype == np.uint64
    return dict(zip(nodes.tolist(), labels.tolist(), strict=True))


@pytest.mark.parametrize(
    ("edges", "expected"),
    [
        ([], {}),
        ([(3, 3)], {3: 3}),
        ([(2, 1)], {1: 1, 2: 1}),
        ([(1, 2), (3, 4)], {1: 1, 2: 1, 3: 3, 4: 3}),
        ([(1, 2), (3, 4), (4, 2)], {1: 1, 2: 1, 3: 1, 4: 1}),
        ([(9, 1), (9, 2), (9, 3), (9, 4)], {1: 1, 2: 1, 3: 1, 4: 1, 9: 1}),
        ([(2**64 - 1, 2**63)], {2**63: 2**63, 2**64 - 1: 2**63}),
    ],
)
def test_each_node_is_labelled_with_the_smallest_it_reaches(
    edges: list[tuple[int, int]], expected: dict[int, int]
) -> None:
    assert components(*edges) == expected


def test_a_chain_of_a_hundred_thousand_nodes_is_one_component() -> None:
    chain = np.random.default_rng(1).permutation(100_000).astype(np.uint64)
    _, labels = connected_components(np.stack([chain[:-1], chain[1:]], axis=1))
    assert len(labels) == 100_000
    assert not labels.any()


EDGES = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 15)), max_size=25)


@given(EDGES)
def test_agrees_with_a_walk_from_node_to_node(edges: list[tuple[int, int]]) -> None:
    expected = {}
    for start in {node for edge in edges for node in edge}:
        reached, pending = {start}, [start]
        while pending:
            node = pending.pop()
            beside = {b for a, b in edges if a == node} | {a for a, b in edges if b == node}
            pending += beside - reached
            reached |= beside
        expected[start] = min(reached)
    assert components(*edges) == expected


@given(EDGES, st.randoms(use_true_random=False))
def test_order_and_direction_of_edges_do_not_matter(edges: list[tuple[int, int]], random: object) -> None:
    turned = [(b, a) for a, b in edges]
    random.shuffle(turned)  # type: ignore[attr-defined]
    assert components(*turned) == components(*edges)


FIRST = Candidate(words=10, text_digest=b"b", doc_id=b"b", row=5)


@pytest.mark.parametrize(
    "better",
    [
        Candidate(words=11, text_digest=b"z", doc_id=b"z", row=9),
        Candidate(words=10, text_digest=b"a", doc_id=b"z", row=9),
        Candidate(words=10, text_digest=b"b", doc_id=b"a", row=9),
        Candidate(words=10, text_digest=b"b", doc_id=b"b", row=4),
    ],
)
def test_survivor_has_most_words_then_smallest_digest_id_and_row(better: Candidate) -> None:
    assert survivor([FIRST, better]) is better
    assert survivor([better, FIRST]) is better
