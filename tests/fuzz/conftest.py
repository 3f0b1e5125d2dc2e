"""``fuzz`` runs a campaign; the table of all of them ends a run that asked for a number of mutants."""

from collections.abc import Callable

import pytest

from .campaign import KEPT, Campaign, Tally

Fuzz = Callable[[Campaign], Tally]
_ROW = "fuzz"


@pytest.fixture
def fuzz(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Fuzz:
    """Run a campaign: with ``--mutants``, so many, else the few that a run of all tests has time for."""

    def run(campaign: Campaign) -> Tally:
        mutants = request.config.getoption("mutants") or campaign.quick
        tally = campaign.run(mutants, request.config.getoption("first_mutant"))
        record_property(_ROW, tally.row())
        return tally

    return run


def pytest_report_teststatus(report: pytest.TestReport, config: pytest.Config) -> tuple[str, str, str] | None:
    """A line for each format as it ends, where a number of mutants was asked for."""
    if report.when == "call" and report.passed and config.getoption("mutants"):
        for name, row in report.user_properties:
            if name == _ROW:
                return "passed", f"{row['format']} ", f"{row['format']}: {sum(row['outcomes'].values())} mutants"
    return None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("mutants"):
        return
    reports = terminalreporter.getreports("passed")
    rows = [value for report in reports for name, value in report.user_properties if name == _ROW]
    terminalreporter.section("mutants")
    terminalreporter.write_line("| format | mutants | kept | reasons | slowest ms (its number) |")
    terminalreporter.write_line("|---|---|---|---|---|")
    for row in sorted(rows, key=lambda row: row["format"]):
        outcomes = dict(row["outcomes"])
        total, kept = sum(outcomes.values()), outcomes.pop(KEPT, 0)
        said = ", ".join(f"{reason} {count}" for reason, count in sorted(outcomes.items(), key=lambda pair: -pair[1]))
        cells = (row["format"], total, kept, said, f"{row['slowest_ms']} ({row['slowest']})")
        terminalreporter.write_line(f"| {' | '.join(map(str, cells))} |")
