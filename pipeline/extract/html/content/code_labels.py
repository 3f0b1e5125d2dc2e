"""Lines above a block of code that belong to its frame: the name of its language, the button that copies it."""

_LABELS_WORDS = """
bash shell sh zsh console terminal powershell cmd js javascript ts typescript jsx tsx html css scss json yaml yml toml
xml sql python py java kotlin swift c c++ cpp c# csharp go golang rust ruby php perl r scala dart lua plaintext text txt
diff dockerfile graphql http ini copy
"""
_LABELS = frozenset(_LABELS_WORDS.split())


def is_code_label(text: str) -> bool:
    """Whether a line above a code block names its language, or the button that copies it."""
    return text.lower() in _LABELS
