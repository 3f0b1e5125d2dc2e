import os
import threading
import time

import pytest

from weft.pipeline.sandbox.channel import ChannelClosedError, ChannelTimeoutError, received, send


def test_messages_larger_than_the_pipe_arrive_whole() -> None:
    source, target = os.pipe()
    messages = [[b"", b"x"], [b"x", bytes(range(256)) * 20_000], [b"y" * 100_000, b""]]
    writer = threading.Thread(target=lambda: [send(target, *message) for message in messages])
    writer.start()
    assert [received(source, 2) for _ in messages] == messages
    writer.join()


def test_messages_larger_than_the_pipe_arrive_whole_before_a_deadline() -> None:
    source, target = os.pipe()
    os.set_blocking(source, False)
    os.set_blocking(target, False)
    message, deadline_s = [b"note", bytes(range(256)) * 20_000], time.monotonic() + 60
    writer = threading.Thread(target=lambda: send(target, *message, deadline_s=deadline_s))
    writer.start()
    assert received(source, 2, deadline_s) == message
    writer.join()


def test_deadline_ends_a_wait_for_a_silent_or_deaf_partner() -> None:
    source, target = os.pipe()
    os.set_blocking(source, False)
    os.set_blocking(target, False)
    with pytest.raises(ChannelTimeoutError):
        received(source, 1, time.monotonic() + 0.05)
    with pytest.raises(ChannelTimeoutError):
        send(target, bytes(1 << 20), deadline_s=time.monotonic() + 0.05)


def test_a_partner_that_is_gone_closes_the_channel() -> None:
    source, target = os.pipe()
    os.write(target, (100).to_bytes(8, "big") + b"half")
    os.close(target)
    with pytest.raises(ChannelClosedError):
        received(source, 1)
    source, target = os.pipe()
    os.close(source)
    with pytest.raises(ChannelClosedError):
        send(target, b"x")


def test_a_length_beyond_reason_is_no_message() -> None:
    source, target = os.pipe()
    os.write(target, b"\xff" * 8)
    with pytest.raises(ChannelClosedError):
        received(source, 1)
