"""Names that may stand for one thing under two ids; a person decides, never the machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.curation.names import NameStatement, same_key_pairs
from kg.curation.records import AuthorityFile
from kg.graph.mapping.register import Register
from kg.graph.vocabulary import Vocabulary
from kg.model.diagnostics import Diagnostic, Message, Related, warning


def same_names(
    register: Register, vocabulary: Vocabulary, names: Sequence[NameStatement], authority: AuthorityFile
) -> Iterator[Diagnostic]:
    """Two ids of one class whose names sound alike are for a person to judge."""
    classes = {
        entity: {cls.iri, *(one for one in vocabulary.superclasses.get(cls.iri, ()) if one in vocabulary.own)}
        for entity, cls in register.classes.items()
        if "--" not in entity
    }
    apart = [
        {register.canonical(one.text) for one in judgement.ids}
        for judgement in (*authority.different, *authority.undecided)
    ]
    for met in same_key_pairs(names, classes=classes, apart=apart):
        one, other = met.second, met.first
        words = Message(
            f"`{one.entity}` “{one.text}” and `{other.entity}` “{other.text}” have names that sound alike",
            f"имена `{one.entity}` «{one.text}» и `{other.entity}` «{other.text}» звучат одинаково",
            f"“{one.text}”（{one.entity}）与“{other.text}”（{other.entity}）读音相同",
        )
        related = (Related(other.mark, _OTHER_NAME),)
        yield warning("same-name-key", one.mark, words, help=_HELP, related=related, focus=one.entity)


_HELP = Message(
    "settle it in seeds/authority.yaml, below `same`, `different` or `undecided`",
    "решите это в seeds/authority.yaml: `same`, `different` или `undecided`",
    "请在 seeds/authority.yaml 的 same、different 或 undecided 中说明",
)
_OTHER_NAME = Message("the other name stands here", "другое имя стоит здесь", "另一个名称在这里")
