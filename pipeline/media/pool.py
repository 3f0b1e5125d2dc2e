"""The decoders of this process."""

from ...schemas.recipe import MediaSettings
from ..sandbox.pool import Pool
from .decoder import Decoder

_POOL: Pool[MediaSettings, Decoder] = Pool(Decoder)
borrowed_decoder = _POOL.borrowed
close_idle_decoders = _POOL.close_idle
