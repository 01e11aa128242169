"""Names across scripts: what sounds alike, what is preferred, which ids a curator should compare."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.naming.name_pairs import SoundAlike, find_pairs
from kg.curation.naming.names import Label, NameStatement, choose_names, sound_keys
from kg.curation.naming.scripts import scripts_of
from kg.curation.naming.syllables import MOST_READINGS, read_pairs
from kg.model.marks import Mark

_TAGS = {"Latin": "en", "Cyrillic": "ru", "Han": "zh"}


def keys(name: str) -> frozenset[str]:
    script = next(iter(sorted(scripts_of(name))), "Latin")
    return sound_keys(name, _TAGS[script])


@pytest.mark.parametrize(
    "names",
    [
        ("Цзин Цзюньхай", "Jing Junhai", "景俊海"),
        ("Дэн Чжунхань", "Deng Zhonghan", "邓中翰", "鄧中翰"),
        ("惲淇丞", "恽淇丞", "Yun Qicheng", "Юнь Цичэн"),
        ("Чанчунь", "長春", "长春", "Changchun"),
        ("Цзилинь", "Jilin", "吉林"),
        ("Хуавэй", "Huawei", "华为", "華為", "Хуавей"),
        ("Сюй Чжицзюнь", "Xu Zhijun", "徐直军"),
        ("Аньхой", "Anhui", "安徽"),
        ("Шэньчжэнь", "Шеньчжень", "深圳", "SHENZHEN"),
        ("Сиань", "西安", "Xi'an", "Xi’an", "Xian"),
        ("Чанъань", "Чанань", "长安", "Chang'an"),
        ("Ло Ян", "罗阳", "Luo Yang"),
        ("Лу Лэхуэй", "Lu Lehui", "LÚ Lèhuì", "逯乐慧"),
        ("Люйлян", "吕梁", "Lüliang", "Lvliang", "Lyuliang", "Luliang"),
        ("Нюйва", "女娲", "Nüwa", "Nvwa"),
        ("Юнь Ци-чэн", "ＹＵＮ Qicheng", "恽 淇丞"),
        ("Ё Цзюнь", "Е Цзюнь", "Ye Jun"),
        ("长治", "Чанчжи", "Changzhi"),
        ("重庆", "Чунцин", "Chongqing"),
        ("尹 力", "尹力", "Инь Ли"),
        ("桂敏海", "Гуй Миньхай", "Гуэй Миньхай"),
        ("汪洋", "Ван Ян", "Уан Ян"),
    ],
    ids=lambda names: names[0],
)
def test_one_name_in_several_scripts_meets_on_one_key(names: tuple[str, ...]) -> None:
    assert frozenset.intersection(*map(keys, names))


@pytest.mark.parametrize(
    ("characters", "pinyin"),
    [
        ("单伟", "Shan Wei"),
        ("解振华", "Xie Zhenhua"),
        ("仇和", "Qiu He"),
        ("曾培炎", "Zeng Peiyan"),
        ("覃辉", "Qin Hui"),
        ("覃辉", "Tan Hui"),
        ("区伯", "Ou Bo"),
        ("查良鏞", "Zha Liangyong"),
        ("盖伟", "Ge Wei"),
        ("盖伟", "Gai Wei"),
        ("任正非", "Ren Zhengfei"),
        ("华国锋", "Hua Guofeng"),
        ("尉迟恭", "Yuchi Gong"),
        ("张朝阳", "Zhang Chaoyang"),
        ("张长林", "Zhang Changlin"),
        ("王晟", "Wang Sheng"),
        ("长孙伟", "Zhangsun Wei"),
    ],
)
def test_a_character_is_also_read_as_names_have_it(characters: str, pinyin: str) -> None:
    assert keys(characters) & keys(pinyin)


def test_a_surname_reading_counts_only_at_the_beginning() -> None:
    assert keys("王解") == {"wangjie"}
    assert keys("王单 解") == {"wangdanjie"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xu Zhijun", "Zhang Zhijun"),
        ("Сюй Чжицзюнь", "张志军"),
        ("Пекин", "北京"),
        ("VIMICRO", "中星微"),
        ("FAW", "一汽"),
        ("корпорация FAW", "FAW"),
        ("Li Wei 1", "Li Wei 2"),
    ],
)
def test_names_that_share_no_sound_do_not_meet(one: str, other: str) -> None:
    assert not keys(one) & keys(other)


def test_two_spellings_of_one_sound_share_a_key_and_a_person_has_to_look() -> None:
    assert keys("李伟") == keys("李维") == {"liwei"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("VIMICRO", "vimicro"),
        ("корпорация FAW", "корпорацияfaw"),
        ("Пекин", "пекин"),
        ("Тибет", "тибет"),
        ("Объединение «Звёзды»", "объединениезвезды"),
        ("People’s Bank", "peoplesbank"),
        ("Novák & Søn", "novaksøn"),
        ("武进区2号", "wujinqu2hao"),
    ],
)
def test_words_that_are_no_transcription_stay_as_folded_text(name: str, key: str) -> None:
    assert keys(name) == {key}


def test_the_language_says_whose_transcription_it_is() -> None:
    assert sound_keys("Ван Ли", "ru") == {"wangli"}
    assert sound_keys("Ван Ли", "bg") == {"ванли"}
    assert sound_keys("長春", "zh-Hant") == {"changchun"}
    assert sound_keys("長春", "ja") == {"長春"}


def test_a_name_without_letters_has_no_key() -> None:
    assert sound_keys("— ?! …", "en") == frozenset()
    assert sound_keys("", "ru") == frozenset()
    assert sound_keys("ъ", "ru") == frozenset()


def test_every_reading_is_kept_where_palladius_is_ambiguous() -> None:
    assert keys("Ло Ян") == {"luoyang", "loyang"}
    assert keys("Хуанань") == {"huanan", "huangan"}


def test_every_syllable_of_the_table_is_read_back() -> None:
    for cyrillic, pinyin in read_pairs("palladius.tsv"):
        assert pinyin in sound_keys(cyrillic, "ru"), cyrillic


def test_only_lo_has_two_readings() -> None:
    meanings: dict[str, set[str]] = {}
    for cyrillic, pinyin in read_pairs("palladius.tsv"):
        meanings.setdefault(cyrillic, set()).add(pinyin)
    assert {cyrillic for cyrillic, found in meanings.items() if len(found) > 1} == {"ло"}


def test_hostile_names_are_read_quickly_and_give_few_keys() -> None:
    assert 1 <= len(sound_keys("Ло" + "ло" * 2_000, "ru")) <= MOST_READINGS
    assert 1 <= len(sound_keys("Ло " * 2_000, "ru")) <= 32
    assert 1 <= len(sound_keys("лоъ" * 2_000, "ru")) <= MOST_READINGS
    assert sound_keys("an" * 2_000 + "x", "en") == {"an" * 2_000 + "x"}


@given(st.text(max_size=40), st.sampled_from(["en", "ru", "zh", "zh-Hant", "ja"]))
def test_keys_do_not_depend_on_case_or_outer_space(text: str, language: str) -> None:
    found = sound_keys(text, language)
    assert sound_keys(f" {text}\t", language) == found
    assert sound_keys(text.casefold(), language) == found
    assert "" not in found


_SYLLABLES = [pinyin for _, pinyin in read_pairs("palladius.tsv")]
_CYRILLIC = {pinyin: cyrillic for cyrillic, pinyin in read_pairs("palladius.tsv")}


@given(st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=3))
def test_any_name_in_palladius_meets_its_pinyin(syllables: list[str]) -> None:
    russian = "ъ".join(_CYRILLIC[syllable] for syllable in syllables)
    latin = " ".join(syllable.replace("v", "ü") for syllable in syllables)
    assert sound_keys(latin.title(), "en") & sound_keys(russian.title(), "ru")


@pytest.mark.parametrize(
    ("text", "scripts"),
    [
        ("Jing Junhai", {"Latin"}),
        ("Łódź", {"Latin"}),
        ("Цзин", {"Cyrillic"}),
        ("корпорация FAW", {"Latin", "Cyrillic"}),
        ("景俊海", {"Han"}),
        ("芯片 chip", {"Han", "Latin"}),
        ("𠮷野家", {"Han"}),
        ("ＦＡＷ", {"Latin"}),
        ("2021 — «»、。", set()),
        ("Αθήνα", set()),
        ("×÷", set()),
    ],
)
def test_scripts_are_those_of_the_letters(text: str, scripts: set[str]) -> None:
    assert scripts_of(text) == scripts


# --- preferred names


def said(
    entity: str, text: str, file: str, *, kind: str = "name", language: str = "en", line: int = 1
) -> NameStatement:
    mark = Mark(f"seeds/{file}.yaml", line, 1, line, 1 + len(text))
    return NameStatement(entity, text, language, kind, file, mark)  # type: ignore[arg-type]


def test_the_authority_names_before_the_minting_file_before_the_first_article() -> None:
    third, second = said("jilin", "Jilin C", "a003"), said("jilin", "Jilin B", "a002")
    first, authority = said("jilin", "Jilin A", "a001"), said("jilin", "Jilin", "authority")
    minted_in = {"jilin": "a002"}
    assert choose_names([third, second, first, authority], minted_in=minted_in).preferred == {
        ("jilin", "en"): "Jilin"
    }
    assert choose_names([third, first, second], minted_in=minted_in).preferred["jilin", "en"] == "Jilin B"
    assert choose_names([third, first], minted_in=minted_in).preferred["jilin", "en"] == "Jilin A"


def test_other_names_become_aliases_and_slips_stay_hidden() -> None:
    minted = said("faw", "FAW", "a000")
    other = said("faw", "First Automobile Works", "a001")
    alias = said("faw", "China FAW", "a001", kind="alias")
    slip = said("faw", "FAV", "a001", kind="misspelling")
    chosen = choose_names([slip, alias, other, minted], minted_in={"faw": "a000"})
    assert chosen.labels == {
        minted: Label.PREFERRED,
        other: Label.ALTERNATIVE,
        alias: Label.ALTERNATIVE,
        slip: Label.HIDDEN,
    }
    assert chosen.contradicted == ()


def test_an_alias_equal_to_the_preferred_name_is_not_repeated() -> None:
    alias, name = said("faw", "FAW", "a000", kind="alias"), said("faw", "FAW", "authority")
    chosen = choose_names([alias, name], minted_in={"faw": "a000"})
    assert chosen.labels == {alias: Label.PREFERRED, name: Label.PREFERRED}


def test_an_alias_alone_is_no_preferred_name() -> None:
    alias = said("vimicro", "中星微", "authority", kind="alias", language="zh")
    chosen = choose_names([alias], minted_in={"vimicro": "a000"})
    assert chosen.preferred == {}
    assert chosen.labels == {alias: Label.ALTERNATIVE}


def test_languages_are_chosen_apart() -> None:
    simplified = said("changchun", "长春", "a000", language="zh")
    traditional = said("changchun", "長春", "a000", language="zh-Hant")
    chosen = choose_names([simplified, traditional], minted_in={})
    assert chosen.preferred == {("changchun", "zh"): "长春", ("changchun", "zh-Hant"): "長春"}


def test_a_misspelling_that_is_a_name_elsewhere_is_told() -> None:
    slip, name = said("faw", "FAW", "a000", kind="misspelling"), said("faw", "FAW", "a001")
    chosen = choose_names([slip, name], minted_in={"faw": "a001"})
    assert chosen.labels[slip] is Label.PREFERRED
    assert chosen.contradicted == ((slip, name),)


def same_key_pairs(
    names: list[NameStatement], *, classes: dict[str, list[str]], apart: list[list[str]] | None = None
) -> tuple[SoundAlike, ...]:
    return find_pairs(names, classes=classes, sorts={}, apart=apart or []).same


statements = st.lists(
    st.builds(
        said,
        st.sampled_from(["li-wei", "wei-li", "huawei"]),
        st.sampled_from(["Li Wei", "李伟", "Ли Вэй", "Huawei"]),
        st.sampled_from(["authority", "a001", "a002", "a010"]),
        kind=st.sampled_from(["name", "alias", "misspelling"]),
        language=st.sampled_from(["en", "ru", "zh"]),
        line=st.integers(1, 3),
    ),
    max_size=12,
)


@given(statements, st.randoms(use_true_random=False))
def test_choices_and_pairs_do_not_depend_on_the_order_of_reading(
    given_names: list[NameStatement], random: object
) -> None:
    shuffled = list(given_names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    minted_in = {"li-wei": "a001", "wei-li": "a002"}
    classes = {"li-wei": ["Person"], "wei-li": ["Person"], "huawei": ["Company"]}
    assert choose_names(shuffled, minted_in=minted_in) == choose_names(given_names, minted_in=minted_in)
    assert same_key_pairs(shuffled, classes=classes) == same_key_pairs(given_names, classes=classes)


@given(statements)
def test_one_text_is_one_label_in_a_language_and_one_is_preferred(given_names: list[NameStatement]) -> None:
    chosen = choose_names(given_names, minted_in={"li-wei": "a002"})
    found: dict[tuple[str, str, str], set[Label]] = {}
    for name, label in chosen.labels.items():
        found.setdefault((name.entity, name.language, name.text), set()).add(label)
    assert all(len(labels) == 1 for labels in found.values())
    preferred = [key for key, labels in found.items() if labels == {Label.PREFERRED}]
    assert sorted(preferred) == sorted((*key, text) for key, text in chosen.preferred.items())
    assert set(chosen.labels) == set(given_names)


# --- pairs that a curator should compare


def test_one_sound_on_two_ids_of_one_class_is_a_pair_with_the_names_that_met() -> None:
    latin, cyrillic = said("li-wei", "Li Wei", "a001"), said("li-wei-2", "Ли Вэй", "a002", language="ru")
    (met,) = same_key_pairs([cyrillic, latin], classes={"li-wei": ["Person"], "li-wei-2": ["Person"]})
    assert (met.key, met.first, met.second) == ("liwei", latin, cyrillic)


def test_ids_without_a_class_in_common_are_no_pair() -> None:
    names = [said("jilin", "Jilin", "a001"), said("jilin-group", "Jilin", "a001")]
    assert same_key_pairs(names, classes={"jilin": ["Place"], "jilin-group": ["Group"]}) == ()
    assert same_key_pairs(names, classes={"jilin": ["Place"]}) == ()
    shared = {"jilin": ["Place", "Thing"], "jilin-group": ["Group", "Thing"]}
    assert len(same_key_pairs(names, classes=shared)) == 1


def test_pairs_that_were_settled_are_not_asked_again() -> None:
    names = [said(entity, "Li Wei", "a001") for entity in ("a", "b", "c")]
    classes = {"a": ["Person"], "b": ["Person"], "c": ["Person"]}
    pairs = same_key_pairs(names, classes=classes, apart=[["a", "b"], ["c", "x"]])
    assert [(met.first.entity, met.second.entity) for met in pairs] == [("a", "c"), ("b", "c")]


def test_a_pair_is_told_once_with_its_plainest_names() -> None:
    names = [
        said("a", "Li Wei", "a001", kind="alias"),
        said("a", "Wang Li", "a001"),
        said("b", "Li Wei", "a002"),
        said("b", "Ван Ли", "a002", language="ru"),
    ]
    (met,) = same_key_pairs(names, classes={"a": ["Person"], "b": ["Person"]})
    assert (met.first.text, met.second.text) == ("Wang Li", "Ван Ли")


def test_one_id_does_not_meet_itself() -> None:
    names = [said("a", "Li Wei", "a001"), said("a", "李伟", "authority", language="zh")]
    assert same_key_pairs(names, classes={"a": ["Person"]}) == ()
