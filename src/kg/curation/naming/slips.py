"""How far apart two spellings are: letters left out, added, changed or swapped."""

from __future__ import annotations


def distance(left: str, right: str, *, most: int) -> int:
    """How many letters were left out, added, changed or swapped; `most + 1` for anything above.

    The restricted edit distance of Damerau (1964).
    """
    if abs(len(left) - len(right)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, one in enumerate(left, start=1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(right, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def slips(text: str) -> int:
    """How many slips a text of this length may have and still be known again."""
    return 0 if len(text) < 3 else 1 if len(text) < 6 else 2 if len(text) < 12 else 3
