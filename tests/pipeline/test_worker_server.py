import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import apache_beam as beam
import pytest

from weft.pipeline.beam import Engine, SpreadParts

_DRIVER = """
import os, sys, time
from pathlib import Path
import apache_beam as beam
from weft.pipeline.beam import Engine, SpreadParts

def main(folder):
    def wait(part):
        Path(folder, str(os.getpid())).touch()
        Path(folder, str(os.getppid())).touch()
        time.sleep(300)

    Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts(range(2)) | beam.Map(wait), "test")

main(sys.argv[1])
"""


def test_workers_of_every_run_are_forks_of_one_process_in_the_run_s_folder_and_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.mkdir()

    def tell(part: int) -> None:
        told = f"{os.getppid()} {Path.cwd().name} {os.environ['WEFT_TEST']}"
        Path(out, f"{os.environ['WEFT_TEST']}-{part}-{os.getpid()}").write_text(told)

    for run in ("first", "second"):
        (tmp_path / run).mkdir()
        monkeypatch.chdir(tmp_path / run)
        monkeypatch.setenv("WEFT_TEST", run)
        Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts(range(4)) | beam.Map(tell), "test")

    told = [path.read_text().split() for path in sorted(out.iterdir())]
    assert [words[1:] for words in told] == [["first", "first"]] * 4 + [["second", "second"]] * 4
    parents = {int(words[0]) for words in told}
    assert len(parents) == 1
    assert os.getpid() not in parents


_LITTER = """
import tempfile
import apache_beam as beam
from weft.pipeline.beam import Engine, SpreadParts

def main():
    def leave(part):
        tempfile.mkdtemp(prefix="litter-")

    Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts(range(2)) | beam.Map(leave), "test")

main()
"""


def test_a_temporary_folder_of_any_name_serves_and_keeps_nothing_of_workers(tmp_path: Path) -> None:
    folder = tmp_path / ("Zwischen lager & 'mehr' ☃ " + "lang" * 30)
    folder.mkdir()
    environment = {**os.environ, "TMPDIR": str(folder)}
    subprocess.run([sys.executable, "-c", _LITTER], env=environment, check=True, timeout=120)
    deadline_s = time.monotonic() + 10
    while (left := list(folder.iterdir())) and time.monotonic() < deadline_s:
        time.sleep(0.05)  # the server ends a moment after its driver
    assert left == []


def test_an_error_in_a_worker_process_comes_out() -> None:
    def fail(part: int) -> None:
        raise ValueError(f"part {part} is bad")

    with pytest.raises(Exception, match="is bad"):
        Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts([7, 8]) | beam.Map(fail), "test")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_that_is_killed_ends_the_run_with_what_to_do() -> None:
    def die(part: int) -> None:
        if part == 1:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(RuntimeError, match="killed or could not start; build again to go on"):
        Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts(range(2)) | beam.Map(die), "test")


_WITHOUT_SERVER = """
import os, signal
from weft.pipeline.beam import Engine, SpreadParts
from weft.pipeline.worker_server import worker_command
import apache_beam as beam

worker_command()
server = next(int(name) for name in os.listdir("/proc") if name.isdigit() and
              open(f"/proc/{name}/stat").read().rpartition(")")[2].split()[1] == str(os.getpid()))
os.kill(server, signal.SIGKILL)
try:
    Engine(workers=2).run(lambda pipeline: pipeline | SpreadParts(range(2)) | beam.Map(print), "test")
except RuntimeError as error:
    print(error)
"""


def test_workers_that_can_not_start_end_the_run() -> None:
    command = [sys.executable, "-c", _WITHOUT_SERVER]
    ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    assert "could not start" in ran.stdout
    assert "Traceback" not in ran.stderr


def test_no_worker_and_no_server_outlives_a_driver_that_is_killed(tmp_path: Path) -> None:
    driver = subprocess.Popen([sys.executable, "-c", _DRIVER, str(tmp_path)], env={**os.environ, "PYTHONSAFEPATH": "1"})
    try:
        started = _wait_for(lambda: len(list(tmp_path.iterdir())) == 3, 120)  # two workers and the server
        assert started
    finally:
        os.kill(driver.pid, signal.SIGKILL)
        driver.wait()
    processes = [int(path.name) for path in tmp_path.iterdir()]
    assert _wait_for(lambda: not any(_runs(process) for process in processes), 30)


def _wait_for(condition, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def _runs(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
