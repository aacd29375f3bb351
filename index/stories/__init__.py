"""Which articles are copies of one another: signatures, what makes two match, and how matches become stories.

Imports of the rest of index only how loops are compiled. The whole rule is in `docs/stories.md`.
"""

from index.stories.grouping import Grouping, group
from index.stories.signature import BANDS, SIGNATURE_BYTES, bands_of, matches, signature

__all__ = ["BANDS", "SIGNATURE_BYTES", "Grouping", "bands_of", "group", "matches", "signature"]
