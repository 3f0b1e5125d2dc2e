from weft.pipeline.beam import Engine
from weft.pipeline.stages.shares import shared, shares_of


def test_groups_are_dealt_so_that_the_shares_are_about_even() -> None:
    sizes = {0: 10, 1: 70, 2: 30, 3: 40, 4: 10}
    assert shared(sizes, 2) == [[1, 0], [3, 2, 4]]
    assert shared(sizes, 1) == [[1, 3, 2, 0, 4]]
    assert sorted(shared({5: 1, 6: 1}, 8)) == [[5], [6]]


def test_a_few_urls_are_one_process_and_a_cluster_takes_every_group_by_itself() -> None:
    assert shares_of({0: 1000, 3: 900}, Engine(workers=4))[0] == [[0, 3]]
    assert shares_of({0: 1000, 3: 1000}, Engine(workers=4))[0] == [[0], [3]]
    assert shares_of({0: 1000, 3: 900}, Engine("FlinkRunner"))[0] == [[0], [3]]
    assert shares_of({0: 1000, 3: 1000}, Engine(workers=4))[1].workers == 2
