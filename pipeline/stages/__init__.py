"""One file a stage, named after the table it writes; ``ORDER`` is the order in which they run."""

from ..stage import Stage
from .contamination import Contamination
from .crawl import Crawl
from .duplicates import Duplicates
from .extract import Extract
from .fetch import Fetch
from .links import Links
from .media import Media
from .selection import Selection
from .shards import Shards
from .signals import Signals
from .tokens import Tokens
from .vocabulary import VocabularyStage

ORDER: tuple[Stage, ...] = (
    Crawl(),
    Extract(),
    Fetch(),
    Media(),
    Links(),
    Signals(),
    Duplicates(),
    Contamination(),
    Selection(),
    VocabularyStage(),
    Tokens(),
    Shards(),
)
"""Every stage after the ones it builds on."""
