"""Groups of hosts dealt to processes: hosts wait for each other's answers, so one process visits many side by side."""

from collections.abc import Mapping

from ..beam import Engine


def shares_of(sizes: Mapping[int, int], engine: Engine) -> tuple[list[list[int]], Engine]:
    """The groups of each process, given the urls of each group, and the engine with as many processes.

    On a cluster every group is a share of its own.
    """
    if engine.runner != "local":
        return [[group] for group in sizes], engine
    fitting = engine.for_urls(sum(sizes.values()))
    shares = shared(sizes, fitting.workers)
    return shares, fitting.for_parts(len(shares))


def shared(sizes: Mapping[int, int], workers: int) -> list[list[int]]:
    """Groups dealt to at most ``workers`` shares of about the same number of urls, the largest first."""
    shares: list[list[int]] = [[] for _ in range(min(workers, len(sizes)))]
    loads = [0] * len(shares)
    for group in sorted(sizes, key=lambda group: (-sizes[group], group)):
        lightest = loads.index(min(loads))
        shares[lightest].append(group)
        loads[lightest] += sizes[group]
    return shares
