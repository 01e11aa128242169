"""News that never happened, in English, Russian and Chinese: texts, and the curations of what they say.

Article `n` is the same in a project of any size, so that a small project is the beginning of a large
one.  Each article brings one person of its own and every second one a company; the others who take
part come from earlier articles, a few of them again and again, as in real news.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple


class Words(NamedTuple):
    """One thing in three languages."""

    en: str
    ru: str
    zh: str


def _table(text: str) -> list[Words]:
    return [Words(*line.split("/")) for line in text.split()]


# Pinyin, the same sound in Palladius's Cyrillic, and a character that is read so.
_SURNAMES = _table(
    "Wang/Ван/王 Li/Ли/李 Zhang/Чжан/张 Liu/Лю/刘 Chen/Чэнь/陈 Yang/Ян/杨 Zhao/Чжао/赵 "
    "Huang/Хуан/黄 Zhou/Чжоу/周 Wu/У/吴 Xu/Сюй/徐 Sun/Сунь/孙 Hu/Ху/胡 Zhu/Чжу/朱 Gao/Гао/高 "
    "Lin/Линь/林 He/Хэ/何 Guo/Го/郭 Ma/Ма/马 Luo/Ло/罗 Liang/Лян/梁 Song/Сун/宋 Zheng/Чжэн/郑 "
    "Xie/Се/谢 Han/Хань/韩 Tang/Тан/唐 Feng/Фэн/冯 Dong/Дун/董 Xiao/Сяо/萧 Cheng/Чэн/程 "
    "Cao/Цао/曹 Yuan/Юань/袁 Deng/Дэн/邓 Fu/Фу/傅 Shen/Шэнь/沈 Peng/Пэн/彭 Su/Су/苏 Jiang/Цзян/蒋 "
    "Cai/Цай/蔡 Wei/Вэй/魏"
)
_SOUNDS = _table(
    "guo/го/国 ming/мин/明 hua/хуа/华 jian/цзянь/建 wen/вэнь/文 jun/цзюнь/军 ping/пин/平 "
    "hai/хай/海 long/лун/龙 bin/бинь/斌 gang/ган/刚 feng/фэн/峰 lei/лэй/磊 tao/тао/涛 bo/бо/波 "
    "qiang/цян/强 hui/хуэй/辉 jie/цзе/杰 dong/дун/东 sheng/шэн/胜 liang/лян/亮 cheng/чэн/成 "
    "rong/жун/荣 xue/сюэ/雪 mei/мэй/梅 fang/фан/芳 lan/лань/兰 xia/ся/霞 xing/син/兴 tai/тай/泰 "
    "ting/тин/婷 kun/кунь/坤 peng/пэн/鹏 xiang/сян/祥 kai/кай/凯 chao/чао/超 zhi/чжи/志 de/дэ/德 "
    "ren/жэнь/仁 zhong/чжун/忠 ze/цзэ/泽"
)
# Of those who come after everybody else has a name: families of two syllables.
_LONG_SURNAMES = _table(
    "Ouyang/Оуян/欧阳 Sima/Сыма/司马 Shangguan/Шангуань/上官 Zhuge/Чжугэ/诸葛 Huangfu/Хуанфу/皇甫 "
    "Situ/Сыту/司徒 Linghu/Линху/令狐 Yuwen/Юйвэнь/宇文 Murong/Мужун/慕容 Xiahou/Сяхоу/夏侯 "
    "Dongfang/Дунфан/东方 Nangong/Наньгун/南宫 Ximen/Симэнь/西门 Gongsun/Гунсунь/公孙 "
    "Zhangsun/Чжансунь/长孙 Duanmu/Дуаньму/端木 Baili/Байли/百里 Huyan/Хуянь/呼延 "
    "Helian/Хэлянь/赫连 Tuoba/Тоба/拓跋"
)
_FORMS = (
    Words("", "", ""),
    *(
        Words(f" {en}", f" {ru}", zh)
        for en, ru, zh in _table("Group/Групп/集团 Holding/Холдинг/控股 International/Интернешнл/国际")
    ),
)
_TRADES = _table(
    "Optics/Оптика/光学 Semiconductors/Полупроводники/半导体 Motors/Моторс/汽车 "
    "Robotics/Роботика/机器人 Batteries/Аккумуляторы/电池 Materials/Материалы/材料 "
    "Sensors/Сенсоры/传感器 Software/Софт/软件 Chemicals/Химия/化工 Machinery/Машины/机械"
)
_TOPICS = [
    Words(*line.split("/"))
    for line in (
        "battery recycling/переработка аккумуляторов/电池回收",
        "smart ports/умные порты/智慧港口",
        "chip design/проектирование чипов/芯片设计",
        "hydrogen trucks/водородные грузовики/氢能卡车",
        "rail freight/железнодорожные перевозки/铁路货运",
        "cold storage/холодильные склады/冷链仓储",
        "machine vision/машинное зрение/机器视觉",
        "green steel/зелёная сталь/绿色钢铁",
        "crop monitoring/наблюдение за посевами/作物监测",
        "sea cables/морские кабели/海底电缆",
        "test tracks/испытательные трассы/试车场",
        "wind towers/ветровые башни/风电塔筒",
    )
]
PROVINCES, CITIES_OF_EACH = 20, 15
_MONTHS_EN = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
_MONTHS_RU = [
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
]
_FIRST_DAY = date(2012, 1, 2)
_DAYS = 4_500


class Named(NamedTuple):
    """A thing that articles speak of: its id and its names."""

    id: str
    name: Words


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _sound(number: int) -> Words:
    return _SOUNDS[number % len(_SOUNDS)]


def person(number: int) -> Named:
    """The person whom article `number` brings; each of the first 100,000 has a name of their own."""
    names = len(_SURNAMES) * len(_SOUNDS) ** 2
    surnames = _SURNAMES if number < names else _LONG_SURNAMES
    place = number * 39_119 % (len(surnames) * len(_SOUNDS) ** 2)  # far apart: neighbours are no near names
    surname = surnames[place % len(surnames)]
    first, second = _sound(place // len(surnames)), _sound(place // len(surnames) // len(_SOUNDS))
    name = Words(
        f"{surname.en} {first.en.title()}{second.en}",
        f"{surname.ru} {first.ru.title()}{second.ru}",
        f"{surname.zh}{first.zh}{second.zh}",
    )
    return Named(f"{_slug(name.en)}-{number}", name)


def company(number: int) -> Named:
    """The company that article `2 * number` brings; each of the first 50,000 has a name of its own."""
    names = len(_SOUNDS) ** 2 * len(_TRADES)
    place, form = number * 7_919 % names, _FORMS[number // names % len(_FORMS)]
    trade = _TRADES[place % len(_TRADES)]
    first, second = _sound(place // 10), _sound(place // 10 // len(_SOUNDS) + 7)
    name = Words(
        f"{first.en.title()}{second.en} {trade.en}{form.en}",
        f"{first.ru.title()}{second.ru} {trade.ru}{form.ru}",
        f"{first.zh}{second.zh}{trade.zh}{form.zh}",
    )
    return Named(f"{_slug(name.en)}-{number}", name)


def province(number: int) -> Named:
    """One of the provinces."""
    first, second = _sound(number * 3), _sound(number * 7 + 11)
    name = Words(*(a.title() + b for a, b in zip(first, second, strict=True)))
    return Named(f"province-{number}", Words(name.en, name.ru, f"{name.zh}省"))


def city(number: int) -> Named:
    """One of the cities."""
    first, second = _sound(number), _sound(number // len(_SOUNDS) * 5 + number * 11 + 3)
    name = Words(f"{first.en.title()}{second.en}zhou", f"{first.ru.title()}{second.ru}чжоу", "")
    return Named(f"city-{number}", name._replace(zh=f"{first.zh}{second.zh}州"))


def topic(number: int) -> Named:
    """One of the topics."""
    name = _TOPICS[number]
    return Named(_slug(name.en), name)


def city_of(number: int) -> int:
    """The city of an article: that of its day, or half of the people would be in two places at once."""
    return number * 1_301 % _DAYS % (PROVINCES * CITIES_OF_EACH)


def topic_of(number: int) -> int:
    """The topic of an article."""
    return number * 5 % len(_TOPICS)


@dataclass(frozen=True, slots=True)
class Article:
    """A generated article: its id, its text, and its curation as YAML."""

    id: str
    text: str
    curation: str


@dataclass(frozen=True, slots=True)
class _Story:
    """Who did what, before it is told in one of the languages."""

    number: int
    language: str
    day: date
    city: Named
    topic: Named
    own: Named
    company: Named
    other: Named
    people: Sequence[Named]
    percent: int


def article(number: int) -> Article:
    """The article of this number, the same in every project."""
    told = _story(number)
    identifier = f"n{number:06}"
    text = _TELLING[told.language](told)
    return Article(identifier, text, _curation(told, identifier, text))


def _story(number: int) -> _Story:
    chance = random.Random(number)  # noqa: S311 - the same numbers each time are the point
    earlier = [number]
    while len(earlier) < min(number + 1, 4):
        popular = chance.random() < 0.3
        at = int(number * chance.random() ** 3) if popular else number - chance.randrange(1, 200)
        if at >= 0 and at not in earlier:
            earlier.append(at)
    firm = number // 2
    partner = chance.randrange(firm) if firm else 0
    return _Story(
        number,
        "en" if number % 10 < 5 else "ru" if number % 10 < 8 else "zh",
        _FIRST_DAY + timedelta(days=number * 1_301 % _DAYS),
        city(city_of(number)),
        topic(topic_of(number)),
        person(number),
        company(firm),
        company(partner),
        [person(one) for one in earlier[1:]],
        chance.randrange(10, 90),
    )


def _english(told: _Story) -> str:
    day = f"{_MONTHS_EN[told.day.month - 1]} {told.day.day}"
    names = [one.name.en for one in told.people]
    guests = f" {', '.join(names[1:])} attended the meeting." if names[1:] else ""
    guest = f" with {names[0]}" if names else " in public"
    signed = (
        f" After the talks {told.company.name.en} and {told.other.name.en} signed a cooperation agreement."
        if _signs(told)
        else ""
    )
    return (
        f"{told.own.name.en} speaks about {told.topic.name.en} in {told.city.name.en}\n\n"
        f"{told.city.name.en}, {day}, {told.day.year}. On {day}, {told.own.name.en}, chairman of "
        f"{told.company.name.en}, held talks{guest} in {told.city.name.en}.{guests} The subject was "
        f"{told.topic.name.en}.\n\n"
        f"Orders grew by {told.percent} percent within a year, the hosts reported, and two new halls are "
        f"being built. {told.own.name.en} promised to double the work on {told.topic.name.en} before the "
        f"year ends. The guests were shown a laboratory and asked about prices, deliveries and the "
        f"training of young engineers.{signed}\n\n"
        "Both sides praised the road that they have gone together. A further round is planned for spring.\n"
    )


def _russian(told: _Story) -> str:
    day = f"{told.day.day} {_MONTHS_RU[told.day.month - 1]}"
    names = [one.name.ru for one in told.people]
    guests = f" На встрече присутствовали {', '.join(names[1:])}." if names[1:] else ""
    guest = f", гость — {names[0]}" if names else ""
    signed = (
        f" Компании {told.company.name.ru} и {told.other.name.ru} подписали соглашение о сотрудничестве."
        if _signs(told)
        else ""
    )
    return (
        f"{told.own.name.ru}: {told.topic.name.ru} — дело будущего\n\n"
        f"{told.city.name.ru}, {day} {told.day.year} года. Переговоры в городе {told.city.name.ru} провёл "
        f"{told.own.name.ru}, председатель компании {told.company.name.ru}{guest}.{guests} Тема встречи — "
        f"{told.topic.name.ru}.\n\n"
        f"За год заказы выросли на {told.percent} процентов, сообщили хозяева, строятся два новых цеха. "
        f"{told.own.name.ru} пообещал удвоить усилия: {told.topic.name.ru} не может ждать. Гостям показали "
        f"лабораторию; они спрашивали о ценах, поставках и обучении молодых инженеров.{signed}\n\n"
        "Стороны высоко оценили пройденный вместе путь. Следующая встреча намечена на весну.\n"
    )


def _chinese(told: _Story) -> str:
    day = f"{told.day.month}月{told.day.day}日"
    names = [one.name.zh for one in told.people]
    guests = f"{'、'.join(names[1:])}出席会谈。" if names[1:] else ""
    guest = f"与{names[0]}" if names else ""
    signed = f"会谈后，{told.company.name.zh}与{told.other.name.zh}签署合作协议。" if _signs(told) else ""
    return (
        f"{told.own.name.zh}在{told.city.name.zh}谈{told.topic.name.zh}\n\n"
        f"{told.city.name.zh}讯：{told.day.year}年{day}，{told.company.name.zh}董事长{told.own.name.zh}在{told.city.name.zh}"
        f"{guest}举行会谈。{guests}会谈主题是{told.topic.name.zh}。\n\n"
        f"主人介绍，一年来订单增长百分之{told.percent}，两座新厂房正在建设。{told.own.name.zh}承诺年底前"
        f"加倍推进{told.topic.name.zh}。客人参观了实验室，询问了价格、交货和青年工程师的培养。{signed}\n\n"
        "双方高度评价共同走过的道路，并计划明年春天再次会谈。\n"
    )


_TELLING = {"en": _english, "ru": _russian, "zh": _chinese}


def _signs(told: _Story) -> bool:
    return told.number % 3 == 0 and told.other != told.company


class _Quotes(NamedTuple):
    """What the texts say of each record, at most eight words."""

    date: str
    place: str
    chairman: str
    guest: str
    attends: str
    topic: str
    promise: str
    parties: str


def _quotes(told: _Story) -> _Quotes:
    own, firm, town, subject = (one.name for one in (told.own, told.company, told.city, told.topic))
    guest = told.people[0].name if told.people else own
    day = told.day
    if told.language == "en":
        return _Quotes(
            f"On {_MONTHS_EN[day.month - 1]} {day.day}",
            f"{town.en}, {_MONTHS_EN[day.month - 1]} {day.day}, {day.year}",
            f"{own.en}, chairman of {firm.en}",
            f"held talks with {guest.en}",
            "attended the meeting",
            f"subject was {subject.en}",
            f"{own.en} promised to double the work",
            f"{firm.en} and {told.other.name.en} signed",
        )
    if told.language == "ru":
        return _Quotes(
            f"{day.day} {_MONTHS_RU[day.month - 1]} {day.year} года",
            f"Переговоры в городе {town.ru}",
            f"{own.ru}, председатель компании {firm.ru}",
            f"гость — {guest.ru}",
            "На встрече присутствовали",
            f"Тема встречи — {subject.ru}",
            f"{own.ru} пообещал удвоить усилия",
            f"{firm.ru} и {told.other.name.ru} подписали соглашение",
        )
    return _Quotes(
        f"{day.year}年{day.month}月{day.day}日",
        f"{town.zh}讯",
        f"{firm.zh}董事长{own.zh}",
        f"与{guest.zh}举行会谈",
        "出席会谈",
        f"会谈主题是{subject.zh}",
        f"{own.zh}承诺年底前加倍推进",
        f"与{told.other.name.zh}签署合作协议",
    )


def _curation(told: _Story, identifier: str, text: str) -> str:
    said = _quotes(told)
    titles = {code: f"{name} ({told.number})" for code, name in told.topic.name._asdict().items()}
    lines = [
        "article:",
        f"  id: {identifier}",
        f"  text: {identifier}.txt",
        f"  sha256: {hashlib.sha256(text.encode()).hexdigest()[:16]}",
        f"  language: {told.language}",
        f"  published: {told.day + timedelta(days=1)}",
        "  title:",
        *(f"    {code}: {title}" for code, title in titles.items()),
        "",
        "entities:",
        _entity(told, told.own, "Person", said.chairman),
        *(_entity(told, one, "", "") for one in told.people),
        _entity(told, told.company, "Company" if told.number % 2 == 0 else "", said.chairman),
    ]
    if _signs(told):
        lines.append(_entity(told, told.other, "", ""))
    lines += [
        _entity(told, told.city, "", said.place),
        _entity(told, told.topic, "", said.topic),
        "",
        "tenures:",
        "  chairman:",
        f"    holder: {told.own.id}",
        "    post: chairman",
        f"    postIn: {told.company.id}",
        f"    quote: '{said.chairman}'",
        "",
        "events:",
        "  talks:",
        "    type: Meeting",
        "    kind: talks",
        f"    date: {told.day}",
        f"    place: {told.city.id}",
        f"    about: {told.topic.id}",
        "    quote:",
        f"      date: '{said.date}'",
        f"      place: '{said.place}'",
        f"      about: '{said.topic}'",
        "    participation:",
        f"      {told.own.id}: {{role: host, inCapacity: chairman, quote: '{said.chairman}'}}",
        *(
            f"      {one.id}: {{role: {role}, quote: '{quote}'}}"
            for one, (role, quote) in zip(told.people, _parts(said, len(told.people)), strict=True)
        ),
        "",
    ]
    if _signs(told):
        lines += [
            "agreements:",
            "  cooperation:",
            "    kind: cooperation",
            "    signedAt: talks",
            f"    party: [{told.company.id}, {told.other.id}]",
            f"    quote: '{said.parties}'",
            "",
        ]
    lines += [
        "remarks:",
        "  promise:",
        f"    speaker: {told.own.id}",
        "    saidAt: talks",
        "    kind: promise",
        f"    about: {told.topic.id}",
        "    gist:",
        f"      en: promises more work on {told.topic.name.en}",
        f"      ru: обещает больше работать над темой «{told.topic.name.ru}»",
        f"      zh: 承诺加大投入：{told.topic.name.zh}",
        f"    quote: '{said.promise}'",
        "",
    ]
    return "\n".join(lines)


def _parts(said: _Quotes, people: int) -> list[tuple[str, str]]:
    """Role and quote of each of the other people: one guest, the rest only there."""
    return [("guest", said.guest), *[("attendee", said.attends)] * (people - 1)][:people]


def _entity(told: _Story, thing: Named, cls: str, quote: str) -> str:
    name = thing.name._asdict()[told.language]
    kind = f"type: {cls}, " if cls else ""
    evidence = f", quote: '{quote}'" if quote else ""
    return f"  {thing.id}: {{{kind}name: {{{told.language}: {name}}}{evidence}}}"
