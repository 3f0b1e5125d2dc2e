"""Documents a second on one core: text signals, personal data and MinHash bands, beside datatrove and rensa.

    python benchmarks/filters.py [--documents 1000] [--words 600] [--profile]

The text is drawn from a seeded Zipf vocabulary with capitals, commas, full stops and paragraphs. A peer that is
not installed is left out. CPU time of this process is measured, so that other work on the machine matters less.
"""

import argparse
import cProfile
import importlib.util
import pstats
import time
from collections.abc import Callable, Sequence

import numpy as np

from weft.filters.minhash import band_hashes, shingle_hashes, signatures
from weft.filters.pii import pii_spans
from weft.filters.signals import text_signals

_COMMON = "the of and to in a is that for it with as was on be by he have this are"
_PEER_DOCUMENTS = 60
_BATCH = 100

Work = Callable[[Sequence[str]], object]


def documents(count: int, words: int) -> list[str]:
    """``count`` texts of about ``words`` words in paragraphs of 40."""
    generator = np.random.default_rng(20)
    syllables = ["ka", "lo", "ri", "ten", "mar", "su", "pel", "do", "vi", "an", "est", "or", "qui", "bra", "nem", "th"]
    rare = ["".join(generator.choice(syllables, generator.integers(1, 5))) for _ in range(30_000)]
    vocabulary = _COMMON.split() + rare
    weights = 1 / np.arange(3, len(vocabulary) + 3)
    weights /= weights.sum()
    texts = []
    for _ in range(count):
        paragraphs = []
        for _ in range(max(1, words // 40)):
            drawn = [vocabulary[index] for index in generator.choice(len(vocabulary), 40, p=weights)]
            drawn[0], drawn[20] = drawn[0].capitalize(), drawn[20].capitalize()
            drawn[9] += ","
            drawn[19] += "."
            drawn[39] += "."
            paragraphs.append(" ".join(drawn))
        texts.append("\n\n".join(paragraphs))
    return texts


def weft_signals(texts: Sequence[str]) -> None:
    """Every field of the signals table, language included."""
    for text in texts:
        text_signals(text)


def weft_measures(texts: Sequence[str]) -> None:
    """The same with the language given, which is what datatrove's rules do."""
    for text in texts:
        text_signals(text, language=lambda _: ("en", 1.0))


def weft_pii(texts: Sequence[str]) -> None:
    """Spans of e-mail addresses, IP addresses and phone numbers."""
    for text in texts:
        pii_spans(text, "en")


def weft_minhash(texts: Sequence[str]) -> None:
    """Text to 14 band hashes of 112 permutations."""
    for begin in range(0, len(texts), _BATCH):
        band_hashes(signatures([shingle_hashes(text) for text in texts[begin : begin + _BATCH]]))


def datatrove_rules() -> Work:
    """Gopher quality, Gopher repetition and FineWeb quality."""
    from datatrove.data import Document
    from datatrove.pipeline.filters import FineWebQualityFilter, GopherQualityFilter, GopherRepetitionFilter

    filters = (GopherQualityFilter(), GopherRepetitionFilter(), FineWebQualityFilter())

    def work(texts: Sequence[str]) -> None:
        for text in texts:
            document = Document(text=text, id="0")
            for each in filters:
                each.filter(document)

    return work


def datatrove_pii() -> Work:
    """Replacement of e-mail and IP addresses (it does not look for phone numbers)."""
    from datatrove.data import Document
    from datatrove.pipeline.formatters import PIIFormatter

    formatter = PIIFormatter()

    def work(texts: Sequence[str]) -> None:
        for text in texts:
            formatter.format(Document(text=text, id="0").text)

    return work


def datatrove_minhash() -> Work:
    """Text to signature, 14 × 8, shingles of 5 words."""
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature

    step = MinhashDedupSignature("unused", MinhashConfig(num_buckets=14, hashes_per_bucket=8, n_grams=5))

    def work(texts: Sequence[str]) -> None:
        for text in texts:
            step.get_signature(step.get_shingles(text))

    return work


def rensa_minhash() -> Work:
    """Text to signature: words split at spaces, shingles joined as strings, 112 permutations."""
    from rensa import RMinHash

    def work(texts: Sequence[str]) -> None:
        for text in texts:
            words = text.lower().split()
            sketch = RMinHash(num_perm=112, seed=42)
            sketch.update([" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))])
            sketch.digest()

    return work


def rate(work: Work, texts: Sequence[str], repeats: int = 3) -> float:
    """Documents a second of CPU time, the best of ``repeats`` runs after one to warm up."""
    work(texts[:20])
    best = float("inf")
    for _ in range(repeats):
        begin = time.process_time()
        work(texts)
        best = min(best, time.process_time() - begin)
    return len(texts) / best


def main() -> None:
    """Print one line a task."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--profile", action="store_true", help="show where the time of the signals goes")
    options = parser.parse_args()
    texts = documents(options.documents, options.words)
    characters = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} documents of {options.words} words, {characters:.0f} characters; documents a second of CPU")
    peers: list[tuple[str, Work, str, str, Callable[[], Work]]] = [
        ("signals, language given", weft_measures, "datatrove", "rules", datatrove_rules),
        ("personal data", weft_pii, "datatrove", "e-mail and IP", datatrove_pii),
        ("text to MinHash bands", weft_minhash, "datatrove", "signature", datatrove_minhash),
        ("text to MinHash bands", weft_minhash, "rensa", "signature", rensa_minhash),
    ]
    print(f"{'signals, all':26}{rate(weft_signals, texts):9.0f}")
    for name, work, package, what, make in peers:
        ours = rate(work, texts)
        if importlib.util.find_spec(package) is None:
            print(f"{name:26}{ours:9.0f}   ({package} is not installed)")
            continue
        theirs = rate(make(), texts if package == "rensa" else texts[:_PEER_DOCUMENTS])
        print(f"{name:26}{ours:9.0f}   {package}, {what}: {theirs:.0f}   {ours / theirs:.1f} times as many")
    if options.profile:
        profile = cProfile.Profile()
        profile.runcall(weft_signals, texts)
        pstats.Stats(profile).sort_stats("tottime").print_stats(12)


if __name__ == "__main__":
    main()
