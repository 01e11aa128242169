"""Frozen values as JSON and back, exactly: records, findings, marks.

Nothing but the listed classes can come back, and making one runs none of its code but the
constructor, so that a cache can never run anything (a pickle could).
"""

from __future__ import annotations

import json
import typing
import zlib
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache

from kg.curation.evidence import Verified
from kg.curation.lock import LockEntry
from kg.curation.records import ArticleFile, AuthorityFile
from kg.model.diagnostics import Diagnostic

_ROOTS = (ArticleFile, AuthorityFile, Diagnostic, Verified, LockEntry)
_TUPLE = 0


def to_bytes(value: object) -> bytes:
    """The value as compressed JSON.

    Raises TypeError for what is no text, number, tuple or value of a listed class.
    """
    plain = _plain(value, _numbers())
    return zlib.compress(json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 1)


def from_bytes(data: bytes) -> object:
    """The value that `to_bytes` wrote.

    Raises ValueError, TypeError, KeyError or IndexError for other bytes.
    """
    try:
        text = zlib.decompress(data)
    except zlib.error as problem:
        raise ValueError(str(problem)) from problem
    return _value(json.loads(text), _classes())


@cache
def _classes() -> tuple[type, ...]:
    """All classes that values of the roots are made of, in an order that the sources alone decide."""
    found: dict[type, None] = {}
    ahead: list[object] = list(_ROOTS)
    while ahead:
        one = ahead.pop()
        if isinstance(one, type) and (is_dataclass(one) or _is_named_tuple(one)) and one not in found:
            found[one] = None
            ahead.extend(typing.get_type_hints(one).values())
        elif isinstance(one, type) and issubclass(one, Enum):
            found[one] = None
        ahead.extend(typing.get_args(one))
    return tuple(sorted(found, key=lambda cls: (cls.__module__, cls.__qualname__)))


@cache
def _numbers() -> dict[type, tuple[int, tuple[str, ...]]]:
    """Class to its number, from 1 up, and the names of its fields."""
    return {cls: (number, _field_names(cls)) for number, cls in enumerate(_classes(), start=1)}


def _field_names(cls: type) -> tuple[str, ...]:
    if is_dataclass(cls):
        return tuple(one.name for one in fields(cls) if one.init)
    return ("value",) if issubclass(cls, Enum) else tuple(getattr(cls, "_fields", ()))


def _is_named_tuple(cls: type) -> bool:
    return issubclass(cls, tuple) and hasattr(cls, "_fields")


def _plain(value: object, numbers: dict[type, tuple[int, tuple[str, ...]]]) -> object:
    if value is None or isinstance(value, str | bool | int):
        return value
    known = numbers.get(type(value))
    if known is not None:
        number, names = known
        return [number, *(_plain(getattr(value, name), numbers) for name in names)]
    if type(value) is tuple:
        return [_TUPLE, *(_plain(one, numbers) for one in value)]
    raise TypeError(f"not a value that can be kept: {type(value).__name__}")


def _value(plain: object, classes: tuple[type, ...]) -> object:
    if not isinstance(plain, list):
        return plain
    number = plain[0]
    parts = [_value(one, classes) if type(one) is list else one for one in plain[1:]]
    return tuple(parts) if number == _TUPLE else classes[number - 1](*parts)
