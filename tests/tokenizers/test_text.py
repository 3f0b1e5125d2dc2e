import hashlib
import io
import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pytest
import sentencepiece
from hypothesis import given, settings
from hypothesis import strategies as st

from weft.schemas.recipe import VocabularySettings
from weft.tokenizers.markers import Marker
from weft.tokenizers.text import LAYOUT_PIECES, TextTokenizer, train_text
from weft.tokenizers.word_counts import count_words

CORPUS = [
    "The quick brown fox jumps over the lazy dog; the dog doesn't mind (much).",
    "def f(x):\n\n    return x ** 2 + 31415.9  # “smart quotes” and x²+y²",
    "Voix ambiguë d’un cœur qui, au zéphyr, préfère les jattes de kiwis.",
    "Съешь же ещё этих мягких французских булок, да выпей чаю.",
    "東京、大阪は「都市」です。東京へ行く！ 키스의 고유조건은 입술끼리 만나야 하고",
    "price:\t5€ or £10\nor 1,000,000 units…  ok?",
] * 20
SETTINGS = VocabularySettings(text_pieces=700, character_coverage=0.98)


def _counts():
    counts = Counter()
    for text in CORPUS:
        counts.update(count_words(text))
    return counts


MODEL = train_text(_counts().items(), SETTINGS)
TOKENIZER = TextTokenizer(MODEL)


def _trained_on_running_text():
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS),
        model_writer=model,
        model_type="bpe",
        vocab_size=SETTINGS.text_pieces,
        character_coverage=SETTINGS.character_coverage,
        max_sentencepiece_length=SETTINGS.max_piece_characters,
        byte_fallback=True,
        split_digits=True,
        normalization_rule_name="identity",
        add_dummy_prefix=False,
        remove_extra_whitespaces=False,
        allow_whitespace_only_pieces=True,
        user_defined_symbols=list(LAYOUT_PIECES),
        control_symbols=[marker.spelling for marker in Marker if marker > Marker.PAD],
        pad_id=3,
        minloglevel=2,
    )
    processor = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def test_counts_train_the_same_pieces_in_the_same_order_as_the_running_text():
    pieces = _trained_on_running_text()
    assert len(pieces) == 700
    assert list(TOKENIZER.pieces[4:]) == pieces[4:]  # the first four differ in spelling alone


def test_model_bytes_do_not_depend_on_the_order_of_counts():
    rows = list(_counts().items())
    split = [(word, times // 2) for word, times in rows] + [(word, times - times // 2) for word, times in rows]
    assert train_text(reversed(rows), SETTINGS) == MODEL
    assert train_text(iter(split), SETTINGS) == MODEL


def test_model_bytes_do_not_depend_on_threads():
    script = (
        "import hashlib\n"
        "from weft.schemas.recipe import VocabularySettings\n"
        "from weft.tokenizers.text import train_text\n"
        "counts = [('hello', 5), (' hello', 9), (' help', 3), ('é', 2)]\n"
        "print(hashlib.sha256(train_text(counts, VocabularySettings(text_pieces=320))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"OMP_NUM_THREADS": threads, "PYTHONHASHSEED": threads},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        for threads in ("1", "2")
    }
    counts = [("hello", 5), (" hello", 9), (" help", 3), ("é", 2)]
    assert digests == {hashlib.sha256(train_text(counts, VocabularySettings(text_pieces=320))).hexdigest()}


def test_markers_layout_and_bytes_come_first():
    assert TOKENIZER.pieces[:15] == tuple(marker.spelling for marker in Marker)
    assert TOKENIZER.pieces[15:18] == ("\n", "\n\n", "\t")
    assert TOKENIZER.pieces[18:274] == tuple(f"<0x{byte:02X}>" for byte in range(256))


def test_exact_ids_of_a_small_model():
    tokenizer = TextTokenizer(train_text([("ab", 9), (" ab", 5)], VocabularySettings(text_pieces=320)))
    # Markers 0-14, layout 15-17, bytes 18-273, then merges by frequency, then characters by frequency.
    assert tokenizer.pieces[274:] == ("ab", "▁ab", "▁a", "a", "b", "▁")
    assert tokenizer.encode("ab ab\n\n\nabé b").tolist() == [274, 275, 16, 15, 274, 18 + 0xC3, 18 + 0xA9, 279, 278]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "   leading and trailing   ",
        "a▁b▁▁ c▁",
        "▅ and ⁇ and \ufffd",
        "\x00NUL\x7f",
        "CRLF\r\nCR\rLF\n\n\n\ttabs\t\t",
        "👩‍👩‍👧‍👦 \U0001f600 \ue000 \U0010ffff \u200b\u202e",
        "e\u0301 é ﬁ Å K",
        "<image> </s> <s> <unk> <pad> <bos><0x41>",
    ],
)
def test_text_comes_back_exactly(text):
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_exactly(text):
    assert TOKENIZER.decode(TOKENIZER.encode(text)) == text


@settings(deadline=None)
@given(st.lists(st.sampled_from(["▁", " ", "\n", "▅", "a", "the", "<image>", "\r", "é", "\x00"])))
def test_any_mix_of_the_trainers_own_characters_comes_back_exactly(parts):
    assert TOKENIZER.decode(TOKENIZER.encode("".join(parts))) == "".join(parts)


@settings(deadline=None)
@given(st.text())
def test_no_text_spells_a_marker(text):
    text = text.encode("utf-8", "ignore").decode()
    spelled = "".join(marker.spelling for marker in Marker) + text
    assert (TOKENIZER.encode(spelled) >= len(Marker)).all()


def test_batch_gives_what_one_by_one_gives():
    texts = ["a b", "", "x▁y", "\n\n"]
    batch = TOKENIZER.encode_batch(texts)
    assert [ids.tolist() for ids in batch] == [TOKENIZER.encode(text).tolist() for text in texts]
    assert all(ids.dtype == np.uint32 for ids in batch)


def test_small_corpora_give_small_models():
    assert TextTokenizer(train_text([], SETTINGS)).size == 15 + 3 + 256 + 1
    tokenizer = TextTokenizer(train_text([("z", 1)], SETTINGS))
    assert tokenizer.pieces[274:] == ("z", "▁")
    assert tokenizer.decode(tokenizer.encode(" z  z ")) == " z  z "


def test_more_characters_than_room_keeps_the_most_frequent():
    counts = [(chr(0x4E00 + i), 1000 - i) for i in range(500)]
    tokenizer = TextTokenizer(train_text(counts, VocabularySettings(text_pieces=320, character_coverage=1)))
    assert tokenizer.size == 320
    assert set(tokenizer.pieces[274:]) == {"▁", *(chr(0x4E00 + i) for i in range(45))}


def test_words_that_would_stop_the_trainer_are_harmless():
    counts = [("a\tb", 3), ("c\nd", 2), ("\x00", 1), ("▁▅", 5), ("\ud800", 1)]
    assert set(TextTokenizer(train_text(counts, SETTINGS)).pieces[274:]) == {"a", "b", "c", "d", "▁"}


def test_lone_surrogate_is_a_clear_error():
    with pytest.raises(ValueError, match=r"lone surrogate, U\+D800"):
        TOKENIZER.encode("a\ud800")


def test_foreign_id_and_foreign_model_are_clear_errors():
    with pytest.raises(ValueError, match="id 700 is not a text id"):
        TOKENIZER.decode([700])
    with pytest.raises(ValueError, match="not a SentencePiece model"):
        TextTokenizer(b"nonsense")
    with pytest.raises(ValueError, match="it is empty"):
        TextTokenizer(b"")


def test_word_starts_are_spaces_and_line_ends():
    starts = TOKENIZER.word_starts
    ids = TOKENIZER.encode("the dog\n\nthe")
    begins = [TOKENIZER.decode([i])[0] in " \n" for i in ids]
    assert starts[ids].tolist() == begins
    assert sum(begins) == 2
