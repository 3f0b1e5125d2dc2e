import os
import threading
import time

import pytest

from weft.pipeline.sandbox.channel import ChannelClosedError, ChannelTimeoutError, read_frame, write_frame


def test_frames_larger_than_the_pipe_arrive_whole() -> None:
    source, target = os.pipe()
    frames = [b"", b"x", bytes(range(256)) * 20_000]
    writer = threading.Thread(target=lambda: [write_frame(target, frame) for frame in frames])
    writer.start()
    assert [read_frame(source) for _ in frames] == frames
    writer.join()


def test_deadline_ends_a_wait_for_a_silent_or_deaf_partner() -> None:
    source, target = os.pipe()
    os.set_blocking(source, False)
    os.set_blocking(target, False)
    with pytest.raises(ChannelTimeoutError):
        read_frame(source, time.monotonic() + 0.05)
    with pytest.raises(ChannelTimeoutError):
        write_frame(target, bytes(1 << 20), time.monotonic() + 0.05)


def test_a_partner_that_is_gone_closes_the_channel() -> None:
    source, target = os.pipe()
    os.write(target, (100).to_bytes(8, "big") + b"half")
    os.close(target)
    with pytest.raises(ChannelClosedError):
        read_frame(source)
    source, target = os.pipe()
    os.close(source)
    with pytest.raises(ChannelClosedError):
        write_frame(target, b"x")


def test_a_length_beyond_reason_is_no_frame() -> None:
    source, target = os.pipe()
    os.write(target, b"\xff" * 8)
    with pytest.raises(ChannelClosedError):
        read_frame(source)
