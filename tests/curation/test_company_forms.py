"""Names of companies without the form of the company, in three scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.curation.naming.company_forms import without_company_form
from kg.curation.naming.syllables import read_pairs


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Huawei Technologies Co., Ltd.", "Huawei Technologies"),
        ("Huawei Technologies Co.,Ltd", "Huawei Technologies"),
        ("HUAWEI TECHNOLOGIES CO LTD", "HUAWEI TECHNOLOGIES"),
        ("华为技术有限公司", "华为技术"),
        ("華為技術有限公司", "華為技術"),
        ("中国第一汽车集团有限公司", "中国第一汽车"),
        ("北京中星微电子股份有限公司", "北京中星微电子"),
        ("國家電網有限責任公司", "國家電網"),
        ("腾讯控股有限公司", "腾讯"),
        ("澎芯半导体(常州)有限公司", "澎芯半导体(常州)"),
        ("Dongfeng Motor (Group) Co., Ltd.", "Dongfeng Motor"),
        ("Pengxin Semiconductor (Changzhou) Co., Ltd.", "Pengxin Semiconductor (Changzhou)"),
        ("ООО «Лотос»", "Лотос"),
        ("ооо лотос", "лотос"),
        ("Лотос, ООО", "Лотос"),
        ("Лотос, АО", "Лотос"),
        ("Общество с ограниченной ответственностью «Лотос»", "Лотос"),
        ("корпорация FAW", "FAW"),
        ("компания Softec", "Softec"),
        ("Группа компаний «Солнце»", "Солнце"),
        ("Хуавэй Текнолоджис Ко., Лтд", "Хуавэй Текнолоджис"),
        ("Siemens AG", "Siemens"),
        ("Total S.A.", "Total"),
        ("Pirelli & C. S.p.A.", "Pirelli & C"),
        ("Bosch GmbH & Co. KG", "Bosch"),
        ("株式会社トヨタ", "トヨタ"),
        ("Toyota Motor Corporation", "Toyota Motor"),
    ],
)
def test_the_form_is_left_out(name: str, bare: str) -> None:
    assert without_company_form(name) == bare


@pytest.mark.parametrize(
    "name",
    [
        "Co., Ltd.", "有限公司", "集团公司", "ООО", "Group", "", "…",
        "华为北京分公司", "华为北京子公司",
        "Group of Twenty", "Company of Heroes", "Рабочая группа", "Ненецкий АО",
        "Las Vegas", "Texas", "Costco", "Cisco", "Canvas", "Чешско", "Академия наук", "工程院", "Sub-group",
    ],
)  # fmt: skip
def test_what_is_no_form_or_all_of_the_name_stays(name: str) -> None:
    assert without_company_form(name) == name


@pytest.mark.parametrize(("form", "place"), read_pairs("company_forms.tsv"))
def test_every_form_of_the_list_is_left_out_at_its_place(form: str, place: str) -> None:
    if place in ("end", "both"):
        assert without_company_form(f"Лотос Lotos 莲花 {form}").startswith("Лотос Lotos 莲花")
        assert form not in without_company_form(f"Лотос Lotos 莲花 {form}").casefold().split()
    if place in ("start", "both"):
        assert without_company_form(f"{form} Lotos") == "Lotos"
    if place == "comma":
        assert without_company_form(f"Lotos, {form}") == "Lotos"


@given(st.text(max_size=60))
def test_something_is_always_left(name: str) -> None:
    bare = without_company_form(name)
    assert bare == name or sum(map(str.isalnum, bare)) > 1


def test_a_long_text_is_read_at_its_ends_alone() -> None:
    assert without_company_form("a" * 1_000_000 + " Ltd") == "a" * 1_000_000
