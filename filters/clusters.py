"""Clusters of duplicates: connected components over pairs, and the one document of each that survives."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the choice of a cluster's survivor looks at."""

    words: int
    text_digest: bytes
    doc_id: bytes
    row: int


def connected_components(edges: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """(nodes, components) of an undirected graph: each different node, rising, and the smallest node it reaches.

    ``edges`` is uint64 [n, 2]. The result depends on the set of edges alone. Labels are hooked to smaller labels
    and halved until nothing changes (Shiloach and Vishkin 1982): about log2(nodes) rounds of whole-array steps,
    in memory some 6 times that of the edges.
    """
    nodes, flat = np.unique(edges, return_inverse=True)
    left, right = flat.reshape(-1, 2).T
    parent = np.arange(len(nodes))
    while len(left):
        smaller, larger = np.minimum(left, right), np.maximum(left, right)
        np.minimum.at(parent, larger, smaller)
        while not np.array_equal(grand := parent[parent], parent):
            parent = grand
        left, right = parent[left], parent[right]
        apart = left != right
        left, right = left[apart], right[apart]
    return nodes, nodes[parent]


def survivor(cluster: Sequence[Candidate]) -> Candidate:
    """The document that stays: most words, then smallest text digest, then smallest doc_id, then first row.

    Chosen by content, so that neither the order of the input nor the number of workers decides.
    """
    return min(
        cluster, key=lambda candidate: (-candidate.words, candidate.text_digest, candidate.doc_id, candidate.row)
    )
