from weft.tokenizers.markers import SLOTS, Marker


def test_marker_ids_are_constant():
    assert [(int(marker), marker.spelling) for marker in Marker] == [
        (0, "<unk>"),
        (1, "<bos>"),
        (2, "<eos>"),
        (3, "<pad>"),
        (4, "<image>"),
        (5, "</image>"),
        (6, "<audio>"),
        (7, "</audio>"),
        (8, "<video>"),
        (9, "</video>"),
        (10, "<frame>"),
        (11, "</frame>"),
        (12, "<image_slot>"),
        (13, "<audio_slot>"),
        (14, "<frame_slot>"),
    ]
    assert [int(slot) for slot in SLOTS] == [12, 13, 14]
