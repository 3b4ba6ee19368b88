"""Texts under keys of their own, and those keys under the secret key: erasing a text is deleting its key."""

import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST_KEY = 16
_NONCE = 12
_TEXT_KEY = 16


class MissingKey(RuntimeError):
    """Something in the database was sealed or chained under a secret key that is not given."""


class SecretKey:
    """What one secret key gives: a name for itself that tells nothing, a key that wraps, a key that chains."""

    def __init__(self, secret: str) -> None:
        if len(secret) < SHORTEST_KEY:
            raise ValueError(f"A key of STIGE_SECRET_KEY has {SHORTEST_KEY} characters or more; one has {len(secret)}.")
        self.id = _derived(secret, b"stige name", 6).hex()
        self.wrapping = AESGCM(_derived(secret, b"stige wrapping", 32))
        self._chaining = _derived(secret, b"stige chaining", 32)

    def mac(self, message: bytes) -> bytes:
        return hmac.digest(self._chaining, message, "sha256")


def _derived(secret: str, purpose: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length, None, purpose).derive(secret.encode())


@dataclass(frozen=True, slots=True)
class Sealed:
    """A nonce and what is sealed, and likewise the text's key wrapped under the secret key `key_id`."""

    body: bytes
    wrapped: bytes
    key_id: str


class Keyring:
    """Several secret keys for rotation: the first wraps, all unwrap."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if not secrets:
            raise ValueError("At least one secret key is needed: set STIGE_SECRET_KEY.")
        keys = [SecretKey(secret) for secret in secrets]
        self.first = keys[0]
        self._by_id = {key.id: key for key in keys}

    def __contains__(self, key_id: str) -> bool:
        return key_id in self._by_id

    def key(self, key_id: str) -> SecretKey:
        if key_id not in self._by_id:
            raise MissingKey(f"The secret key {key_id} is needed and STIGE_SECRET_KEY does not hold it.")
        return self._by_id[key_id]

    def seal(self, body: str, context: str) -> Sealed:
        """`context` says where the text belongs; it opens nowhere else."""
        text_key = AESGCM.generate_key(_TEXT_KEY * 8)
        sealed = _sealed(AESGCM(text_key), body.encode(), context)
        return Sealed(sealed, _sealed(self.first.wrapping, text_key, context), self.first.id)

    def unseal(self, sealed: Sealed, context: str) -> str | None:
        """None for bytes that somebody changed. Raises `MissingKey`."""
        try:
            text_key = _opened(self.key(sealed.key_id).wrapping, sealed.wrapped, context)
            return _opened(AESGCM(text_key), sealed.body, context).decode()
        except (InvalidTag, ValueError):  # the second where the bytes are too few, or no text
            return None


def _sealed(key: AESGCM, content: bytes, context: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + key.encrypt(nonce, content, context.encode())


def _opened(key: AESGCM, sealed: bytes, context: str) -> bytes:
    return key.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
