"""Texts written for the tests of `kg new article`: one story in four ways of writing, by invented names.

Each has a small curation in the style of the seeds; the five know of each other only by names.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[2]

TEXTS = {
    "b001": (
        "en",
        (
            "Harbour News | 16 June 2023\n\nFibre laboratory opens in Port Azure\n\n"
            "On Wednesday Anna Petrova, director of the River Institute, received Shen Weilan, chairman of "
            "Qingchuan Optoelectronics Co., Ltd., and his delegation from Suzhou. Shen said that the company "
            "would pay for the laboratory. Igor Sokolov of the Ministry of Industry took part.\n"
        ),
    ),
    "b002": (
        "ru",
        (
            "Портовые новости\n17.06.2023, 10:42\n\nЛаборатория открыта\n\n"
            "В Порт-Азуре директор Речного института Анна Петрова приняла Шэнь Вэйланя. С Шэнь Вэйланем "
            "приехала Лю Яцинь. Об этом же говорили с Игорем Соколовым. Делегация прибыла из Сучжоу.\n"
        ),
    ),
    "b003": (
        "zh",
        (
            "青川光电访问蓝港\n\n发布时间：2023年6月18日 09:30　来源：港口日报\n\n"
            "青川光电科技有限公司董事长沈蔚岚率团访问河流研究院。技术总监刘雅琴介绍了光纤样品。"
            "代表团来自苏州市，随后参观了星海半导体股份有限公司。\n"
        ),
    ),
    "b004": (
        "zh-Hant",
        (
            "二〇二三年六月十九日\n\n青川光電與河流研究院簽署協議\n\n"
            "沈蔚嵐表示，青川光電將與河流研究院合作，研發光纖技術。劉雅琴參加會談。\n"
        ),
    ),
    "b005": (
        "en",
        (
            "Published: 20 June 2023\n\nTwo years of fibre\n\n"
            "Starsea Semiconductor joined the work of Qingchuan Optoelectronics and the River Institute "
            "in Suzhou. Liu Yaqin praised Petrova Anna and fibre optics in general.\n"
        ),
    ),
}

CURATIONS = {
    "b001": """
  anna-petrova: {type: Official, name: {en: Anna Petrova}}
  igor-sokolov: {type: Official, name: {en: Igor Sokolov}}
  shen-weilan: {type: Person, name: {en: Shen Weilan}}
  river-institute: {type: ResearchBody, name: {en: River Institute}}
  qingchuan: {type: Company, name: {en: 'Qingchuan Optoelectronics Co., Ltd.'}}
  suzhou: {type: Place, kind: city, name: {en: Suzhou}}
""",
    "b002": """
  anna-petrova: {name: {ru: Анна Петрова}}
  igor-sokolov: {name: {ru: Игорь Соколов}}
  shen-weilan: {name: {ru: Шэнь Вэйлань}}
  liu-yaqin: {type: Person, name: {ru: Лю Яцинь}}
  suzhou: {name: {ru: Сучжоу}}
  river-institute: {name: {ru: Речной институт}}
""",
    "b003": """
  shen-weilan: {name: {zh: 沈蔚岚}}
  liu-yaqin: {name: {zh: 刘雅琴}}
  river-institute: {name: {zh: 河流研究院}}
  qingchuan: {name: {zh: 青川光电科技有限公司}, alias: {zh: [青川光电]}}
  suzhou: {name: {zh: 苏州市}}
  starsea: {type: Company, name: {zh: 星海半导体股份有限公司}}
  fibre-optics: {type: Topic, kind: technology, name: {zh: 光纤}}
""",
    "b004": """
  shen-weilan: {name: {zh-Hant: 沈蔚嵐}}
  liu-yaqin: {name: {zh-Hant: 劉雅琴}}
  river-institute: {name: {zh-Hant: 河流研究院}}
  qingchuan: {name: {zh-Hant: 青川光電}}
  fibre-optics: {name: {zh-Hant: 光纖技術}, alias: {zh-Hant: [光纖]}}
""",
    "b005": """
  liu-yaqin: {name: {en: Liu Yaqin}}
  anna-petrova: {misspelling: {en: [Petrova Anna]}}
  river-institute: {name: {en: River Institute}}
  qingchuan: {name: {en: Qingchuan Optoelectronics}}
  suzhou: {name: {en: Suzhou}}
  starsea: {name: {en: Starsea Semiconductor}}
  fibre-optics: {name: {en: fibre optics}}
""",
}


def article_project(folder: Path, *, without: str = "", seeds: bool = True) -> Path:
    """A project with the shipped ontology and the curations of all texts but one."""
    for name in ("ontology", "shapes"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "kg.toml", folder)
    (folder / "seeds").mkdir()
    (folder / "articles").mkdir()
    for ident in TEXTS if seeds else ():
        if ident != without:
            text = TEXTS[ident][1].encode()
            (folder / "articles" / f"{ident}.txt").write_bytes(text)
            (folder / "seeds" / f"{ident}.yaml").write_text(curation(ident), "utf-8")
    return folder


def curation(ident: str) -> str:
    """The curation of one of the texts."""
    language, text = TEXTS[ident]
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return (
        f"article:\n  id: {ident}\n  text: {ident}.txt\n  sha256: {digest}\n  language: {language}\n"
        f"  published: unstated\n  title: {{en: a test}}\n\nentities:{CURATIONS[ident]}"
    )
