"""Words that are written with a full stop, in English and Russian, and what the stop then says.

Case does not count, and dots inside a word do: `U.S.` stands here as `u.s`.  A word is in one list
alone; one that is in none ends its sentence where a new one can begin.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# The stop never ends a sentence: what it belongs to follows.
LEADING = _words(
    """
    mr mrs ms mx dr prof gen col sen rep gov lt capt cpt maj sgt cmdr adm rev hon pres amb messrs mme
    vs cf e.g i.e viz approx ca incl excl
    ул пр просп пр-т пер пл наб бул б-р им акад проф доц чл канд инж дир ген полк майор кап лейт тов гр
    см ср напр т.е т.к т.н т.ч в.т.ч и.о врио ок прибл англ кит нем фр лат рус яп букв изд ред сост
    дж чж хр вл эд
    """
)

# The stop ends no sentence where a number follows.
NUMBERED = _words(
    """
    no nos nr fig figs vol vols art arts sec sect chap p pp par para ed eds tel ext pt
    jan feb mar apr jun jul aug sep sept oct nov dec
    стр рис табл гл ст п пп разд ч т кн вып тел доб кв корп стр-во оф эт
    янв февр фев мар апр авг сент окт нояб дек
    """
)

# The stop may end a sentence as well: it does where a word follows that begins one.
TRAILING = _words(
    """
    co ltd inc corp bros llc plc pty cie jr sr esq etc al dept univ assn est bldg ave rd blvd st mt ft
    ph.d m.d b.a m.a a.m p.m u.s u.k u.n e.u d.c u.s.a
    ch zh yu ya kh ts sh th
    """
)

# The stop ends the sentence where a capital letter follows: such words come after what they belong to.
CLOSING = _words(
    """
    др пр-ва тыс млн млрд трлн руб коп долл евро чел экз шт га км кг мин сек час обл респ
    т.д т.п н.э и.т.д и.т.п др-х проч
    """
)

# Years and centuries: as the ones above, unless the date opens the sentence.
OF_TIME = _words("г гг в вв г.г в.в")

# What a Russian sentence may open with before its date ends.
DATE_WORDS = _words(
    """
    в во с со к ко до по на от и после около уже ещё еще лишь весной летом осенью зимой начале середине конце
    января февраля марта апреля мая июня июля августа сентября октября ноября декабря
    январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре
    янв февр фев мар апр авг сент окт нояб дек
    """
)

# Words that begin an English sentence far more often than they follow an abbreviation within one.
OPENING = _words(
    """
    the this that these those so it its they their there he she his her we our you your in on at by for from
    after before during when while as but and or if since however meanwhile moreover both a an all one two
    three many some most several with under according also later then what who why where how not today
    yesterday tomorrow earlier now although though because despite each every another other such no
    """
)

# Those of them that are surnames too, and so may follow an initial.
OPENING_SURNAMES = _words("he an a you we her so she in on at by his no")
