"""config: the program's settings and the office's particulars, each with where it comes from; kept in one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ..errors import OutputFault, SettingsFault
from ..letters.profile import KEYS, Key, Profile, key_name, with_settings
from ..settings import BY_NAME, SETTINGS, Origin, Value, settings_path, stored

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_MEANING: Final = {one.name: one.meaning for one in SETTINGS} | {one.name: one.meaning for one in KEYS}
_NEW: Final = "# xltools 的设置和办公信息，可随时修改。\n"


def entries(own: Iterable[Value]) -> tuple[Value, ...]:
    """Everything that can be set: the program's `own` settings, then the office's particulars. Raises XltoolsError."""
    said, path = _particulars(stored()), str(settings_path() or "")
    return (*own, *(_particular(key, said, path) for key in KEYS if key.kept))


def _particular(key: Key, said: Mapping[str, str], path: str) -> Value:
    text = said.get(key.name, "")
    return Value(key.name, key.meaning, text, Origin.FILE, path) if text else Value(key.name, key.meaning, "")


def file_path() -> Path:
    """The settings file, there or not. Raises OutputFault for a user without a home."""
    path = settings_path()
    if path is None:
        raise OutputFault("no_home", "找不到当前用户的设置文件夹，无法保存设置。")
    return path


def _particulars(file: Mapping[str, object]) -> Mapping[str, str]:
    """What the file says of the office, by Chinese key. Raises LetterError for a key nobody knows."""
    own = {key: value for key, value in file.items() if key.strip() not in BY_NAME}
    return with_settings(Profile(), own).values


def keep(changes: Mapping[str, str]) -> Path:
    """Set values in the user's file; an empty one is taken out. Raises XltoolsError: a name nobody knows, a value not allowed.

    Names may be Chinese or ASCII. What else stands in the file stays as it is, comments too.
    """
    written = {_full_name(name): text.strip() for name, text in changes.items()}
    for name, text in written.items():
        _refuse_bad(name, text)
    return _store(written)


def _full_name(name: str) -> str:
    setting = BY_NAME.get(name.strip())
    return setting.name if setting is not None else key_name(name)


def _refuse_bad(name: str, text: str) -> None:
    setting = BY_NAME.get(name)
    if setting is None or not text or not setting.choices or text in setting.choices:
        return
    raise SettingsFault("bad_setting", f"“{name}”只能是{'、'.join(setting.choices)}，现为“{text}”。")


def _store(changes: Mapping[str, str]) -> Path:
    import tomlkit

    from ..files.atomic import write_atomically

    path = file_path()
    stored()  # a file that cannot be read is not written over
    document = tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.is_file() else _NEW)
    for name, text in changes.items():
        _put(document, name, text)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, tomlkit.dumps(document).encode(), may_replace=lambda _old: True)
    return path


def _put(document: TOMLDocument, name: str, text: str) -> None:
    """One value, in the place where the file has it, under whichever of its names."""
    import tomlkit

    there = next((key for key in document if _same(key, name)), None)
    if there is None:
        if text:
            document.add(name, tomlkit.string(text).comment(_MEANING[name]))
    elif text:
        document[there] = text
    else:
        document.remove(there)


def _same(key: str, name: str) -> bool:
    return key == name or _full_name(key) == name
