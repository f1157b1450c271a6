"""IDs of resources: four letters for the kind, and 26 characters that never change.

They are derived from ids that Home Assistant keeps (entries, subentries) or from names (makes and models), so nothing is stored.
"""

from hashlib import sha256

# Crockford's base 32, as in ULIDs, in lower case: no I, L, O, U to be misread.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# 128 bits at 5 bits a letter, rounded up: as long as a ULID.
_LENGTH = 26


def stable_id(prefix: str, *keys: str) -> str:
    """Return the id of what these keys name; `prefix` is the four letters of its kind."""
    digest = int.from_bytes(sha256("\0".join((prefix, *keys)).encode()).digest())
    characters = [_ALPHABET[(digest >> (5 * position)) & 31] for position in range(_LENGTH)]
    return prefix + "".join(characters)
