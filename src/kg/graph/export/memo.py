"""What a function gave for texts that come again and again, remembered within bounds.

To look up what is known calls no function of Python.  All is forgotten when there is much of it: what
is near in a file is alike, so what is needed again is soon back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Value = TypeVar("_Value")
_MOST = 1 << 14
_LONGEST = 1 << 9


class Memo(dict[bytes, _Value], Generic[_Value]):
    """The values of a function, made when they are asked for; what long texts gave is not kept."""

    def __init__(self, work: Callable[[bytes], _Value]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, key: bytes) -> _Value:
        value = self._work(key)
        if len(key) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[key] = value
        return value
