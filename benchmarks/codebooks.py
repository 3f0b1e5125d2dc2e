"""Image codebook beside plain k-means, on pictures of your own: held-out PSNR, training time, encoding speed.

    python benchmarks/codebooks.py FOLDER [--codes 8192] [--patches 150000] [--sounds FOLDER]

Every fourth picture is held out. Pictures are scaled to 1,024 pixels and cut into tiles of 256 x 256 (1,024 codes
of 8 x 8 pixels each). Both codebooks are trained on the same patches with as many iterations; the peer is
faiss.Kmeans with its own rounding and seeding. With ``--sounds`` (a folder of files that soundfile reads) the
audio codebook is trained and measured as well: 8 quantisers of 1,024 codes, 4 kbit/s.
"""

import argparse
import time
from collections.abc import Iterator
from functools import reduce
from operator import add
from pathlib import Path

import faiss
import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray
from PIL import Image

from weft.tokenizers.audio_codebook import SAMPLE_RATE_HZ, AudioCodebook, sample_frames
from weft.tokenizers.image_codebook import ImageCodebook, Pixels, sample_patches

TILE_PIXELS = 256
TILE_TOKENS = 1024
PATCH_PIXELS = 8
ITERATIONS = 12
FILTER_TILES = 64
"""Tiles that the deblocking filter is fitted to."""


def tiles(path: Path) -> Iterator[Pixels]:
    """256 x 256 tiles of a picture scaled to 1,024 pixels; none of a picture that is smaller than a tile."""
    with Image.open(path) as image:
        image.draft("RGB", (2048, 2048))
        picture = image.convert("RGB")
    picture.thumbnail((1024, 1024), Image.Resampling.BICUBIC)
    pixels = np.asarray(picture)
    for top in range(0, pixels.shape[0] - TILE_PIXELS + 1, TILE_PIXELS):
        for left in range(0, pixels.shape[1] - TILE_PIXELS + 1, TILE_PIXELS):
            yield pixels[top : top + TILE_PIXELS, left : left + TILE_PIXELS]


def files_of(folder: Path, suffixes: set[str]) -> tuple[list[Path], list[Path]]:
    """(training, held out) files under a folder, in order of their paths."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in suffixes)
    if len(found) < 4:
        raise SystemExit(f"{folder}: {len(found)} files with {', '.join(sorted(suffixes))}; at least 4 are needed")
    return [path for i, path in enumerate(found) if i % 4 != 3], found[3::4]


def held_out_psnr(codebook: ImageCodebook, pictures: list[Pixels]) -> float:
    """PSNR in dB of the mean squared error over all pictures."""
    errors = []
    for picture in pictures:
        decoded = codebook.decode(*codebook.encode(picture, TILE_TOKENS))
        errors.append(np.square(decoded.astype(np.float64) - picture).mean())
    return float(10 * np.log10(255**2 / np.mean(errors)))


def pictures(folder: Path, k: int, max_patches: int) -> None:
    """Train both codebooks and print a line each."""
    training, held_out = files_of(folder, {".jpg", ".jpeg", ".png", ".webp"})
    training_tiles = [tile for path in training for tile in tiles(path)]
    held_out_tiles = [tile for path in held_out for tile in tiles(path)]
    each = -(-max_patches // len(training_tiles))
    patches = np.concatenate(
        [
            sample_patches(tile, PATCH_PIXELS, TILE_TOKENS, seed=0, media_id=i.to_bytes(4, "little"), count=each)
            for i, tile in enumerate(training_tiles)
        ]
    )
    print(
        f"{len(patches):,} patches of {len(training)} pictures, {len(held_out_tiles)} tiles of {len(held_out)} held out"
    )

    start = time.perf_counter()
    ours = ImageCodebook.train(patches, PATCH_PIXELS, k, ITERATIONS)
    ours_s = time.perf_counter() - start
    ours_db = held_out_psnr(ours, held_out_tiles)

    start = time.perf_counter()
    sums = reduce(add, [ours.deblocking_sums(tile, TILE_TOKENS) for tile in training_tiles[:FILTER_TILES]])
    filtered = ours.with_deblocking(sums)
    filter_s = time.perf_counter() - start
    filtered_db = held_out_psnr(filtered, held_out_tiles)

    start = time.perf_counter()
    peer = faiss.Kmeans(patches.shape[1], k, niter=ITERATIONS, seed=1, max_points_per_centroid=len(patches))
    peer.train(patches.astype(np.float32))
    peer_s = time.perf_counter() - start
    peer_codes = np.clip(np.rint(peer.centroids), -128, 127).astype(np.int8)
    peer_db = held_out_psnr(ImageCodebook(peer_codes, PATCH_PIXELS), held_out_tiles)

    print(f"weft          {ours.k:6} codes  {ours_db:5.2f} dB held out  {ours_s:6.1f} s to train")
    print(f"faiss.Kmeans  {k:6} codes  {peer_db:5.2f} dB held out  {peer_s:6.1f} s to train")
    print(f"with filter   {ours.k:6} codes  {filtered_db:5.2f} dB held out  {filter_s:6.1f} s more")
    print(f"ratio         {filtered_db - peer_db:+.2f} dB, {peer_s / (ours_s + filter_s):.2f} times as fast")

    faiss.omp_set_num_threads(1)
    start = time.perf_counter()
    encoded = [ours.encode(tile, TILE_TOKENS) for tile in held_out_tiles]
    encode_s = time.perf_counter() - start
    start = time.perf_counter()
    for rows, cols, codes in encoded:
        filtered.decode(rows, cols, codes)
    decode_s = time.perf_counter() - start
    rates = (round(len(held_out_tiles) / seconds) for seconds in (encode_s, decode_s))
    print("one core      encodes {}, decodes {} tiles/s".format(*rates))


def sounds(folder: Path) -> None:
    """Train the audio codebook on three files of four and print its held-out signal-to-noise ratio."""
    training, held_out = files_of(folder, {".wav", ".flac", ".ogg"})
    frames = [
        sample_frames(read(path), seed=0, media_id=i.to_bytes(4, "little"), count=2000)
        for i, path in enumerate(training)
    ]
    start = time.perf_counter()
    codebook = AudioCodebook.train(np.concatenate(frames), 8, 1024, ITERATIONS)
    train_s = time.perf_counter() - start
    faiss.omp_set_num_threads(1)
    signal = noise = seconds = 0.0
    start = time.perf_counter()
    for path in held_out:
        samples = read(path)
        decoded = codebook.decode(codebook.encode(samples))[: len(samples)]
        signal += float(np.square(samples, dtype=np.float64).sum())
        noise += float(np.square(samples.astype(np.float64) - decoded).sum())
        seconds += len(samples) / SAMPLE_RATE_HZ
    speed = seconds / (time.perf_counter() - start)
    print(
        f"sound         {10 * np.log10(signal / noise):.2f} dB SNR held out over {seconds:.0f} s, "
        f"{train_s:.1f} s to train on {sum(map(len, frames)):,} frames, codes and back at {speed:.0f} times real time"
    )


def read(path: Path) -> NDArray[np.float32]:
    """A sound file as float32 [samples], 16 kHz mono."""
    samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(soxr.resample(samples.mean(axis=1), rate, SAMPLE_RATE_HZ), np.float32)


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--codes", type=int, default=8192)
    parser.add_argument("--patches", type=int, default=150_000)
    parser.add_argument("--sounds", type=Path)
    arguments = parser.parse_args()
    pictures(arguments.pictures, arguments.codes, arguments.patches)
    if arguments.sounds:
        sounds(arguments.sounds)


if __name__ == "__main__":
    main()
