"""Frozen values as bytes and back, exactly: records, findings, marks.

Nothing but the listed classes can come back, and making one runs none of its code but the
constructor, so that a cache can never run anything (a pickle could).  The bytes are compressed JSON,
behind it what is packed by itself: values that are made only when asked for, and arrays of numbers.
"""

from __future__ import annotations

import json
import sys
import typing
import zlib
from array import array
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any

from kg.curation.evidence import Verified
from kg.curation.lock import LockEntry
from kg.curation.records import ArticleFile, AuthorityFile
from kg.curation.tree import Scalar
from kg.model.diagnostics import Diagnostic
from kg.model.marks import Mark
from kg.model.parts import Part

_ROOTS = (ArticleFile, AuthorityFile, Diagnostic, Verified, LockEntry, Part)
_TUPLE, _PACKED, _ARRAY, _SCALAR, _MARK = 0, -1, -2, -3, -4
_AS_IT_IS = frozenset((str, int, bool, type(None)))
_LENGTH_BYTES = 4
_WORTH_PACKING = 400  # bytes; less is not much smaller when it is compressed
_NUMBERS = "I"  # the only kind of array there is
_COMPRESSED = b"\x78"  # how zlib begins, and no JSON does


class Packed:
    """A value that is kept as bytes by itself, and made of them whenever it is asked for."""

    __slots__ = ("_data", "_value")

    def __init__(self, *, value: object = None, data: bytes | None = None) -> None:
        self._value = value
        self._data = data

    @property
    def data(self) -> bytes:
        """What `to_bytes` gives for the value.  Raises TypeError as that does."""
        return to_bytes(self._value) if self._data is None else self._data

    def value(self) -> object:
        """The value.  Raises as `from_bytes` does."""
        return self._value if self._data is None else from_bytes(self._data)


def packed(value: object) -> Packed:
    """A value that will be packed by itself, when what it stands in is kept."""
    return Packed(value=value)


def packed_now(value: object) -> Packed:
    """The same, in the little room of its bytes from now on.  Raises TypeError as `to_bytes` does."""
    return Packed(data=to_bytes(value))


def to_bytes(value: object) -> bytes:
    """The value as bytes.

    Raises TypeError for what is no text, number, tuple, array of whole numbers, `Packed` or value of a
    listed class.
    """
    writer = _Writer()
    plain = [writer.plain(value), *writer.paths]
    head = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), check_circular=False)
    data = head.encode("utf-8", "surrogatepass")
    if len(data) > _WORTH_PACKING:
        data = zlib.compress(data, 1)
    parts = [len(data).to_bytes(_LENGTH_BYTES, "big"), data]
    for one in writer.behind:
        parts += (len(one).to_bytes(_LENGTH_BYTES, "big"), one)
    return b"".join(parts)


def from_bytes(data: bytes) -> object:
    """The value that `to_bytes` wrote.

    Raises ValueError, TypeError, KeyError or IndexError for other bytes.
    """
    end = _LENGTH_BYTES + int.from_bytes(data[:_LENGTH_BYTES], "big")
    head = data[_LENGTH_BYTES:end]
    try:
        text = zlib.decompress(head) if head[:1] == _COMPRESSED else head
    except zlib.error as problem:
        raise ValueError(str(problem)) from problem
    plain, *paths = json.loads(text.decode("utf-8", "surrogatepass"))
    behind = []
    while end < len(data):
        start = end + _LENGTH_BYTES
        end = start + int.from_bytes(data[end:start], "big")
        behind.append(data[start:end])
    return _Reader(paths, behind).value(plain) if type(plain) is list else plain


@cache
def _classes() -> tuple[type, ...]:
    """All classes that values of the roots are made of, in an order that the sources alone decide."""
    found: dict[type, None] = {}
    ahead: list[object] = list(_ROOTS)
    while ahead:
        one = ahead.pop()
        if isinstance(one, type) and (is_dataclass(one) or _is_named_tuple(one)) and one not in found:
            found[one] = None
            # Python 3.11 does not evaluate `array[int]`.
            ahead.extend(typing.get_type_hints(one, localns={"array": list}).values())
        elif isinstance(one, type) and issubclass(one, Enum):
            found[one] = None
        ahead.extend(typing.get_args(one))
    return tuple(sorted(found, key=lambda cls: (cls.__module__, cls.__qualname__)))


@cache
def _makers() -> tuple[Callable[..., object], ...]:
    """What makes a value of its fields, by the number of the class."""
    return (_tuple, *_classes())


def _tuple(*parts: object) -> tuple[object, ...]:
    return parts


@cache
def _fields() -> Mapping[type, tuple[int, Callable[[Any], tuple[object, ...]]]]:
    """Class to its number, from 1 up, and what gives the fields of a value."""
    found = {cls: (number, _getter(cls)) for number, cls in enumerate(_classes(), start=1)}
    return {**found, tuple: (_TUPLE, tuple)}


def _getter(cls: type) -> Callable[[Any], tuple[object, ...]]:
    if is_dataclass(cls):
        names = [one.name for one in fields(cls) if one.init]
    elif issubclass(cls, Enum):
        names = ["value"]
    else:
        return tuple
    if len(names) == 1:
        return lambda value: (getattr(value, names[0]),)
    return attrgetter(*names)


def _is_named_tuple(cls: type) -> bool:
    return issubclass(cls, tuple) and hasattr(cls, "_fields")


class _Writer:
    """Turns one value into lists for JSON; a mark is its numbers and the number of its path."""

    def __init__(self) -> None:
        self.paths: dict[str, int] = {}
        self.behind: list[bytes] = []
        self._fields = _fields()

    def plain(self, value: Any) -> object:
        kind = type(value)
        if kind in _AS_IT_IS:
            return value
        if kind is Scalar:
            return [_SCALAR, value.text, value.plain, value.written, value.flow, *self._mark(value.mark)]
        if kind is Mark:
            return [_MARK, *self._mark(value)]
        known = self._fields.get(kind)
        if known is not None:
            number, parts = known
            plain = self.plain
            return [number, *[one if type(one) in _AS_IT_IS else plain(one) for one in parts(value)]]
        if isinstance(value, Packed):
            return self._after(_PACKED, value.data)
        if isinstance(value, array) and value.typecode == _NUMBERS:
            return self._after(_ARRAY, zlib.compress(_in_one_order(value).tobytes(), 1))
        raise TypeError(f"not a value that can be kept: {kind.__name__}")

    def _mark(self, mark: Mark) -> tuple[int, int, int, int, int]:
        path, line, column, end_line, end_column = mark
        return self.paths.setdefault(path, len(self.paths)), line, column, end_line, end_column

    def _after(self, kind: int, data: bytes) -> list[int]:
        self.behind.append(data)
        return [kind, len(self.behind) - 1]


class _Reader:
    """Makes one value of lists from JSON."""

    def __init__(self, paths: list[str], behind: list[bytes]) -> None:
        self._paths = paths
        self._behind = behind
        self._makers = _makers()

    def value(self, plain: list[Any]) -> object:
        number = plain[0]
        if number >= 0:
            value = self.value
            return self._makers[number](*[value(one) if type(one) is list else one for one in plain[1:]])
        if number == _SCALAR:
            _, text, is_plain, written, flow, path, *place = plain
            return Scalar(text, Mark(self._paths[path], *place), is_plain, written, flow)
        if number == _MARK:
            return Mark(self._paths[plain[1]], *plain[2:])
        data = self._behind[plain[1]]
        if number == _PACKED:
            return Packed(data=data)
        if number != _ARRAY:
            raise ValueError(number)
        numbers = array(_NUMBERS)
        try:
            numbers.frombytes(zlib.decompress(data))
        except zlib.error as problem:
            raise ValueError(str(problem)) from problem
        return _in_one_order(numbers)


def _in_one_order(numbers: array[int]) -> array[int]:
    """The numbers as every machine writes them; a cache may lie on a disk that several use."""
    if sys.byteorder == "little":
        return numbers
    turned = array(_NUMBERS, numbers)
    turned.byteswap()
    return turned
