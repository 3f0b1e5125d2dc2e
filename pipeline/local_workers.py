"""Worker processes of this machine as Beam sees them; one that dies ends its job with an error.

Beam itself would wait for ever: it takes the end of a worker for an exception of a thread of its own.
"""

import threading
from typing import Any

from apache_beam.portability import python_urns
from apache_beam.portability.api import beam_fn_api_pb2
from apache_beam.runners.portability.fn_api_runner.worker_handlers import (
    ControlFuture,
    SubprocessSdkWorkerHandler,
    WorkerHandler,
)
from apache_beam.runners.portability.local_job_service import SubprocessSdkWorker

DIED = "a worker process was killed or could not start; build again to go on, with fewer --workers if memory was short"


def watch_workers() -> None:
    """Let workers that are started by a command be watched from now on."""
    WorkerHandler.register_environment(python_urns.SUBPROCESS_SDK, bytes)(LocalWorkerHandler)


class LocalWorkerHandler(SubprocessSdkWorkerHandler):
    """Starts a worker by a command, and answers for it once it is dead."""

    def start_worker(self) -> None:
        """Start the process, and a thread that waits for its end."""
        command = self._worker_command_line
        self.worker = SubprocessSdkWorker(command, self.control_address, self.provision_info, self.worker_id)
        self.worker_thread = threading.Thread(name="run_worker", target=self._run)
        self.worker_thread.start()

    def _run(self) -> None:
        try:
            self.worker.run()
        except RuntimeError:  # the exit code is not 0
            self._answer_for_the_dead()

    def _answer_for_the_dead(self) -> None:
        """Let whatever was asked of the worker fail, and whatever will be."""
        connection = self.control_conn
        push = connection.push

        def push_and_fail(request: Any) -> ControlFuture | None:
            asked = push(request)
            if asked is not None:
                _fail(asked)
            return asked

        connection.push = push_and_fail
        for asked in list(connection._futures_by_id.values()):
            _fail(asked)


def _fail(asked: ControlFuture) -> None:
    asked.set(beam_fn_api_pb2.InstructionResponse(instruction_id=asked.instruction_id, error=DIED))
