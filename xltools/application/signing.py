"""Signatures on receipts (Ed25519, RFC 8032): made and verified offline, with keys that lie in files.

A fingerprint shows that a receipt was not changed by accident; who made it only a signature shows. The private key stays
with whoever signs, readable by nobody else; the public key goes to the office by another way than the receipts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from ..errors import InputRefused, OutputFault, UsageError, system_words
from ..files.names import safe_name, visible
from ..files.records import Malformed, known, text
from ..files.sources import ordinary_bytes
from ..settings import user_folder

ALGORITHM: Final = "Ed25519"
_MARK: Final = "xltools-key-1"
_PRIVATE: Final = "签名私钥.pem"
_MOST: Final = 16 << 10


class Signed(StrEnum):
    """What a document's signature is worth here."""

    NONE = "none"
    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    """It fits, but nobody here has said whose key it is."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key as it is handed on: 32 bytes, and whose it is said to be."""

    raw: bytes
    name: str

    @property
    def fingerprint(self) -> str:
        """What people read to each other over the telephone."""
        digest = hashlib.sha256(self.raw).hexdigest()[:16]
        return " ".join(digest[at : at + 4] for at in range(0, 16, 4))

    @property
    def line(self) -> str:
        return f"{_MARK} {base64.b64encode(self.raw).decode('ascii')} {self.name}\n"


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """The verdict on a signature, and whose key made it."""

    signed: Signed
    name: str = ""
    fingerprint: str = ""


def keys_folder() -> Path:
    """Where this user's keys lie. Raises UsageError where there is no home folder."""
    folder = user_folder()
    if folder is None:
        raise UsageError("no_home", "找不到用户文件夹，不能存放密钥。请用 -o 指明密钥文件。")
    return folder / "keys"


def new_key(name: str, out: str = "") -> tuple[Path, Path, PublicKey]:
    """Make a pair of keys: the private one for nobody else's eyes, the public one (.pub) to hand on. Raises OutputFault."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    private = Ed25519PrivateKey.generate()
    public = PublicKey(private.public_key().public_bytes_raw(), visible(name).strip())
    path = Path(out) if out else keys_folder() / _PRIVATE
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    shared = path.with_suffix(".pub")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_new(path, pem, 0o600)
        _write_new(shared, public.line.encode(), 0o644)
    except FileExistsError:
        raise OutputFault("exists", f"“{path}”已有密钥，没有改动。要另做一把，请用 -o 指明别的文件。", path=str(path)) from None
    except OSError as fault:
        raise OutputFault("permission", f"密钥“{path}”写不出：{system_words(fault)}。", path=str(path)) from None
    return path, shared, public


def _write_new(path: Path, data: bytes, mode: int) -> None:
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), mode)
    try:
        os.write(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)


def read_public(path: str | Path) -> PublicKey:
    """A public key's file. Raises InputRefused."""
    data = ordinary_bytes(path, "公钥", _MOST)
    try:
        mark, raw, *name = data.decode("utf-8").split(maxsplit=2)
        key = base64.b64decode(raw, validate=True)
        if mark != _MARK or len(key) != 32:
            raise ValueError
    except ValueError:
        raise InputRefused("unsupported", f"“{path}”不是 xltools 的公钥文件（.pub）。", path=str(path)) from None
    return PublicKey(key, visible("".join(name).strip()))


def trust(path: str) -> PublicKey:
    """Keep a public key among those whose signatures count here."""
    from ..files.atomic import write_atomically

    key = read_public(path)
    name = safe_name(f"{key.name or '公钥'}-{key.fingerprint.replace(' ', '')}", ".pub")
    write_atomically(keys_folder() / "trusted" / name, key.line.encode(), force=True)
    return key


def trusted_keys() -> list[PublicKey]:
    folder = user_folder()
    found = sorted((folder / "keys" / "trusted").glob("*.pub")) if folder is not None else []
    return [read_public(path) for path in found]


def sign(document: Mapping[str, Any], name: str = "", key: str = "") -> dict[str, Any]:
    """The document with a signature over all the rest of it. Raises InputRefused where there is no private key."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    path = Path(key) if key else keys_folder() / _PRIVATE
    if not path.is_file():
        raise InputRefused("not_found", f"没有签名用的私钥“{path}”。请先运行 xltools key new。", path=str(path))
    try:
        private = load_pem_private_key(ordinary_bytes(path, "私钥", _MOST), None)
    except (ValueError, TypeError):
        private = None
    if not isinstance(private, Ed25519PrivateKey):
        raise InputRefused("unsupported", f"“{path}”不是 xltools key new 做的私钥。", path=str(path))
    shared = path.with_suffix(".pub")
    whose = name or (read_public(shared).name if shared.is_file() else "")
    made = {key: value for key, value in document.items() if key != "signature"}
    signature = {
        "algorithm": ALGORITHM,
        "key": base64.b64encode(private.public_key().public_bytes_raw()).decode("ascii"),
        "name": whose,
    }
    value = private.sign(_said(made | {"signature": signature}))
    return made | {"signature": signature | {"value": base64.b64encode(value).decode("ascii")}}


def checked_signature(document: Mapping[str, Any], more: tuple[PublicKey, ...] = ()) -> SignatureReport:
    """Whether the document is signed, by whom, and whether that key is trusted here (or is one of `more`)."""
    if "signature" not in document:
        return SignatureReport(Signed.NONE)
    try:
        found = known(document["signature"], "algorithm", "key", "name", "value")
        raw = base64.b64decode(text(found["key"], 64), validate=True)
        value = base64.b64decode(text(found["value"], 128), validate=True)
        name = visible(text(found.get("name", ""), 200))
        if found["algorithm"] != ALGORITHM or len(raw) != 32:
            raise Malformed("algorithm")
    except (ValueError, KeyError):
        return SignatureReport(Signed.BROKEN)
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    rest = dict(document) | {"signature": {part: said for part, said in found.items() if part != "value"}}
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(value, _said(rest))
    except (InvalidSignature, ValueError):
        return SignatureReport(Signed.BROKEN, name, PublicKey(raw, name).fingerprint)
    # Whose key it is says the file that somebody here took in, never the receipt.
    owner = next((key for key in (*more, *trusted_keys()) if key.raw == raw), None)
    if owner is None:
        return SignatureReport(Signed.UNKNOWN, name, PublicKey(raw, name).fingerprint)
    return SignatureReport(Signed.TRUSTED, owner.name, owner.fingerprint)


def _said(document: Mapping[str, Any]) -> bytes:
    """What is signed: the document in one spelling."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "backslashreplace")


def signature_words(found: SignatureReport) -> str:
    """The verdict for people."""
    who = f"{found.name or '未署名'}（公钥指纹 {found.fingerprint}）"
    return {
        Signed.NONE: "指纹，未签名，结论未经复核",
        Signed.TRUSTED: f"签名有效：{who}",
        Signed.UNKNOWN: f"签名与内容相符，但公钥不在本机信任之列：自称 {who}。请另行核对公钥后用 xltools key trust 收下",
        Signed.BROKEN: "签名不符：内容在签名后改动过，或签名是伪造的",
    }[found.signed]
