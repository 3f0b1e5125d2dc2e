"""Text to ids and back: a SentencePiece BPE model trained from word counts, and the tokenizer around it."""

import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

import numpy as np
import sentencepiece
from numpy.typing import NDArray

from ..schemas.recipe import VocabularySettings
from .markers import Marker

LAYOUT_PIECES = ("\n", "\n\n", "\t")
"""Pieces of their own, so that no other piece crosses a line or a column."""

_SPACE = "▁"
"""How SentencePiece spells a space; the character itself therefore goes by its bytes."""
_RESERVED = frozenset(f"\x00\t\n\r{_SPACE}▅")
_BYTES = 256


def train_text(counts: Iterable[tuple[str, int]], settings: VocabularySettings) -> bytes:
    """A BPE model (serialised SentencePiece ``ModelProto``) from word counts such as ``count_words`` gives.

    The pieces and their order are those that training on the running text gives, and so are the model bytes
    for any order of ``counts`` and on any machine: words are sorted, one thread trains. The model has at most
    ``settings.text_pieces`` pieces: markers, layout pieces and 256 bytes first. A corpus with fewer pieces to
    offer gives a smaller model, an empty one gives bytes, markers and the space.

    Characters outside ``settings.character_coverage`` (or past the room for them) have no piece and go by
    their UTF-8 bytes. Memory grows with the number of distinct words.
    """
    merged: Counter[str] = Counter()
    for word, times in counts:
        merged[word] += times
    room = settings.text_pieces - len(Marker) - len(LAYOUT_PIECES) - _BYTES
    rows = _within(merged, _alphabet(merged, settings.character_coverage, room))
    # Without a piece for the space it would be spelled by the bytes of U+2581.
    rows[" "] += 1
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(f"{word}\t{rows[word]}" for word in sorted(rows)),
        input_format="tsv",
        model_writer=model,
        model_type="bpe",
        vocab_size=settings.text_pieces,
        hard_vocab_limit=False,
        character_coverage=1.0,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        max_sentencepiece_length=settings.max_piece_characters,
        max_sentence_length=1 << 20,
        num_threads=1,
        unk_id=Marker.UNK,
        unk_piece=Marker.UNK.spelling,
        bos_id=Marker.BOS,
        bos_piece=Marker.BOS.spelling,
        eos_id=Marker.EOS,
        eos_piece=Marker.EOS.spelling,
        pad_id=Marker.PAD,
        pad_piece=Marker.PAD.spelling,
        control_symbols=[marker.spelling for marker in Marker if marker > Marker.PAD],
        user_defined_symbols=list(LAYOUT_PIECES),
        minloglevel=2,
    )
    return model.getvalue()


def _alphabet(words: Counter[str], coverage: float, room: int) -> frozenset[str]:
    """The most frequent characters that make up ``coverage`` of the words, the space among them; at most ``room``."""
    characters: Counter[str] = Counter()
    for word, times in words.items():
        for character in word:
            characters[character] += times
    total = characters.total()
    space = characters.pop(" ", 0)
    chosen, covered = {" "}, space
    for character, times in sorted(characters.items(), key=lambda item: (-item[1], item[0])):
        if len(chosen) >= room or covered >= coverage * total:
            break
        covered += times
        if character not in _RESERVED and not "\ud800" <= character <= "\udfff":
            chosen.add(character)
    return frozenset(chosen)


def _within(words: Counter[str], alphabet: frozenset[str]) -> Counter[str]:
    """Words cut where a character lies outside ``alphabet``, which no piece can cross."""
    inside: Counter[str] = Counter()
    for word, times in words.items():
        if alphabet.issuperset(word):
            inside[word] += times
            continue
        for run in "".join(c if c in alphabet else "\n" for c in word).split("\n"):
            if run:
                inside[run] += times
    return inside


class TextTokenizer:
    """Text to ids and back with a model of ``train_text``.

    ``decode(encode(text)) == text`` for every text without lone surrogates. Text that spells a marker, such as
    ``<image>``, becomes ordinary pieces.
    """

    def __init__(self, model: bytes) -> None:
        """``model`` is a serialised SentencePiece model; ValueError when it is not one that ``train_text`` made."""
        if not model:
            raise ValueError("not a SentencePiece model: it is empty")
        try:
            self._processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        except RuntimeError as error:
            raise ValueError(f"not a SentencePiece model: {error}") from error
        self.size = self._processor.get_piece_size()
        """Number of ids: markers, layout pieces, bytes and text pieces."""
        self.pieces: tuple[str, ...] = tuple(self._processor.id_to_piece(i) for i in range(self.size))
        """Spelling of each id; a space is U+2581."""
        for marker in Marker:
            if marker >= self.size or self.pieces[marker] != marker.spelling:
                raise ValueError(f"text model has no marker {marker.spelling} at id {int(marker)}: train it with weft")
        self._bytes = tuple(self._bytes_of(i) for i in range(self.size))
        self._space_bytes = np.array(
            [self._processor.piece_to_id(f"<0x{byte:02X}>") for byte in _SPACE.encode()], np.uint32
        )

    def _bytes_of(self, piece_id: int) -> bytes:
        piece = self.pieces[piece_id]
        if piece_id < len(Marker):
            return b""
        if self._processor.is_byte(piece_id):
            return bytes([int(piece[3:5], 16)])
        return piece.replace(_SPACE, " ").encode()

    @cached_property
    def word_starts(self) -> NDArray[np.bool_]:
        """[size]: does the piece begin a word or a line? Places where a long text may be cut."""
        return np.array([bytes_[:1] in (b" ", b"\n", b"\t") for bytes_ in self._bytes])

    def encode(self, text: str) -> NDArray[np.uint32]:
        """Ids of ``text``, without ``<bos>`` or ``<eos>``. ValueError on a lone surrogate."""
        return self.encode_batch([text])[0]

    def encode_batch(self, texts: Sequence[str]) -> list[NDArray[np.uint32]]:
        """Ids of each text; faster than one by one."""
        parts = [text.split(_SPACE) for text in texts]
        try:
            flat = [run.encode() for runs in parts for run in runs]
        except UnicodeEncodeError as error:
            raise ValueError(f"text holds a lone surrogate, U+{ord(error.object[error.start]):04X}") from error
        encoded = iter(self._processor.encode(flat, num_threads=1))
        return [self._joined(encoded, len(runs)) for runs in parts]

    def _joined(self, encoded: Iterator[list[int]], runs: int) -> NDArray[np.uint32]:
        ids = np.array(next(encoded), np.uint32)
        for _ in range(runs - 1):
            ids = np.concatenate([ids, self._space_bytes, np.array(next(encoded), np.uint32)])
        return ids

    def decode(self, ids: Iterable[int] | NDArray[np.integer]) -> str:
        """The text of ``ids``; markers give nothing. Bytes that are no UTF-8 (a cut character) become U+FFFD.

        ValueError on an id that is not one of the text model's.
        """
        array = np.asarray(ids if isinstance(ids, np.ndarray) else list(ids), np.int64)
        if array.size and not 0 <= array.min() <= array.max() < self.size:
            raise ValueError(f"id {array.max()} is not a text id: the text model has {self.size}")
        return b"".join([self._bytes[i] for i in array.tolist()]).decode("utf-8", "replace")
