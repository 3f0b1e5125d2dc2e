"""Eight seconds of film, by night and by day."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .drawings import GREEN, PAPER, RED
from .ffmpeg import Encoder
from .making import Made, encoded
from .sounds import foghorn, speech


def film_frames() -> bytes:
    """200 RGB frames of 320×240, 25 a second: four seconds of night with a turning beam, four of day with a boat."""
    frames = []
    for number in range(200):
        frame = Image.new("RGB", (320, 240), (8, 12, 30) if number < 100 else (150, 200, 232))
        draw = ImageDraw.Draw(frame)
        if number < 100:
            centre = 60 + 360 * number / 50
            draw.pieslice([160 - 300, 90 - 300, 160 + 300, 90 + 300], centre - 9, centre + 9, (250, 236, 160))
        draw.rectangle([0, 170, 320, 240], (10, 24, 48) if number < 100 else (40, 110, 140))
        draw.polygon([(150, 90), (170, 90), (178, 180), (142, 180)], (210, 206, 198))
        draw.rectangle([153, 78, 167, 90], (255, 244, 170))
        if number >= 100:
            boat = round((number - 100) * 2.6)
            bob = round(3 * np.sin(number / 6))
            draw.polygon([(230, 205), (250, 205), (240, 175)], GREEN)
            draw.polygon(
                [(boat, 200 + bob), (boat + 56, 200 + bob), (boat + 44, 216 + bob), (boat + 10, 216 + bob)],
                RED,
            )
            draw.polygon([(boat + 26, 196 + bob), (boat + 26, 160 + bob), (boat + 50, 196 + bob)], PAPER)
        frames.append(frame.filter(ImageFilter.SMOOTH).tobytes())
    return b"".join(frames)


def films(encoder: Encoder) -> Made:
    """The same eight seconds as MP4 and as WebM, and a poster."""
    frames = film_frames()
    sound = np.concatenate([speech(9, 4.0), foghorn(4.0)])
    picture = ("-flags:v", "+bitexact", "-pix_fmt", "yuv420p", "-g", "50")
    h264 = (
        *picture,
        "-c:v",
        encoder.first("libx264"),
        "-preset",
        "veryfast",
        "-crf",
        "26",
        "-movflags",
        "+faststart",
    )
    mp4 = encoder.encode(".mp4", sound, *h264, "-c:a", encoder.first("aac"), "-b:a", "64k", frames=frames)
    yield "media/video/lights.mp4", mp4
    yield "media/broken/cut-short.mp4", mp4[: len(mp4) * 2 // 5]
    vp8 = (
        *picture,
        "-c:v",
        encoder.first("libvpx", "libvpx-vp9"),
        "-deadline",
        "good",  # realtime would look at the clock, and give other bytes on a busy machine
        "-cpu-used",
        "5",
        "-b:v",
        "300k",
    )
    # libopus asks the processor itself what it has, and gives other bytes for it
    vorbis = ("-c:a", encoder.first("libvorbis", "libopus"), "-b:a", "48k")
    yield "media/video/lights.webm", encoder.encode(".webm", sound, *vp8, *vorbis, frames=frames)
    by_day = frames[150 * 320 * 240 * 3 : 151 * 320 * 240 * 3]
    yield (
        "media/video/lights-poster.jpg",
        encoded(Image.frombytes("RGB", (320, 240), by_day), "JPEG", quality=85),
    )
