"""Rules of a project: where a finding about one is placed, and what one cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import checked, make_project

BODY = "WHERE {\n  ?via kg:participant ?a .\n  SERVICE <https://other.example/> { ?a ?p ?b }\n}\n"


def findings(folder: Path, rule: str) -> list[tuple[str, str]]:
    project = make_project(folder / "project")
    (project / "ontology" / "rules" / "mine.rq").write_text(rule, encoding="utf-8")
    return [(str(one.mark), one.code) for one in checked(project).diagnostics]


def test_a_rule_calls_no_host_and_the_finding_stands_at_the_word(tmp_path: Path) -> None:
    rule = f"CONSTRUCT {{\n  ?a kg:met ?b .\n}}\n{BODY}"
    assert findings(tmp_path, rule) == [("ontology/rules/mine.rq:6:3", "broken-rule")]


@pytest.mark.parametrize("template", ["?a kg:met [ a kg:Person ]", "_:x kg:met ?a"])
def test_a_rule_makes_no_blank_nodes(tmp_path: Path, template: str) -> None:
    rule = f"CONSTRUCT {{ {template} }} WHERE {{ ?via kg:participant ?a }}\n"
    assert findings(tmp_path, rule) == [("ontology/rules/mine.rq:1:11", "broken-rule")]
