"""A random curation, broken at a random place, is reported at that place.

The curation is written line by line by the test itself, so the test knows where everything stands.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from projects import checked, make_project

from kg.model.diagnostics import Severity

pytestmark = pytest.mark.slow

EVENT = (
    "    kind: talks",
    "    place: city-#",
    "    date: 2021-03-1#",
    "    quote: They %#",
    "    participation:",
    "      person-#: {role: attendee}",
)
PHRASES = ("opened the talks", "signed the papers", "thanked the hosts", "left by train", "praised the work")


@dataclass(frozen=True)
class Slip:
    """A line of a sound curation, what stands there instead, and the finding it causes.

    In all three texts `#` stands for the number of the event; the finding begins at the first `|`
    of the broken line, which is not written.
    """

    sound: str
    broken: str
    code: str

    def line(self, number: int) -> str:
        return self.broken.replace("#", str(number)).replace("|", "")

    def column(self) -> int:
        return self.broken.index("|") + 1


SLIPS = (
    Slip("    place: city-#", "    place: |cty-#-x", "unknown-entity"),
    Slip("    place: city-#", "    place: |person-#", "Event-place-class"),
    Slip("    kind: talks", "    kind: |tlks", "unknown-code"),
    Slip("    kind: talks", "    |knd: talks", "unknown-key"),
    Slip("    date: 2021-03-1#", "    date: |2021-13-1#", "bad-date"),
    Slip("    date: 2021-03-1#", "    date: |2022-03-1#", "later-than-page"),
    Slip("    quote: They %#", "    quote: |They %# never", "quote-not-found"),
    Slip("      person-#: {role: attendee}", "      person-#: {role: [attendee, |atendee]}", "unknown-code"),
    Slip("      person-#: {role: attendee}", "      |person-#: {}", "Participation-role-count"),
)


def curation(events: int, slip: Slip, where: int, digest: str, padding: int) -> str:
    """A curation of several meetings, one of which has a slip."""
    lines = [
        "article:\n  id: a005\n  text: a005.txt\n",
        f"  sha256: {digest}\n  language: en\n  published: 2021-04-01\n  title:\n    en: Talks\n",
        "# padding\n" * padding,
        "entities:\n",
    ]
    for n in range(events):
        lines.append(f"  person-{n}: {{type: Person, name: {{en: {'ABCDE'[n] * 3} {'FGHIJ'[n] * 4}}}}}\n")
        lines.append(f"  city-{n}: {{type: Place, kind: city, name: {{en: {'KLMNO'[n] * 4}}}}}\n")
    lines.append("events:\n")
    for n in range(events):
        lines.append(f"  event-{n}:\n")
        for sound in EVENT:
            line = slip.line(n) if n == where and sound == slip.sound else sound.replace("#", str(n))
            lines.append(line.replace(f"%{n}", PHRASES[n]) + "\n")
    return "".join(lines)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    text = "".join(f"They {phrase}.\n" for phrase in PHRASES)
    return make_project(tmp_path_factory.mktemp("places") / "project", text=text)


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # each example is a whole check: no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), events=st.integers(1, 5), padding=st.integers(0, 7), slip=st.sampled_from(SLIPS))
def test_a_random_slip_is_reported_at_its_place(
    project: Path, data: st.DataObject, events: int, padding: int, slip: Slip
) -> None:
    where = data.draw(st.integers(0, events - 1))
    digest = hashlib.sha256((project / "articles" / "a005.txt").read_bytes()).hexdigest()[:16]
    text = curation(events, slip, where, digest, padding)
    (project / "seeds" / "a005.yaml").write_text(text, encoding="utf-8")
    broken = slip.line(where).replace(f"%{where}", PHRASES[where])
    expected = (text.split("\n").index(broken) + 1, slip.column(), slip.code)
    # A thing that nothing refers to any more is worth a remark, which is no error.
    findings = [one for one in checked(project).diagnostics if one.severity is not Severity.INFO]
    found = [(one.mark.line, one.mark.column, one.code) for one in findings]
    assert found == [expected]
