"""Texts that hide the keyword SERVICE, made at random from pieces that guard and engine may read differently.

`URL` stands for a host that nobody may call.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

# What stands before the keyword.
BEFORE = r"""
?s ?p ?o .|?s ?p 1|?s ?p true|?s ?p 3.|?s ?p x:|?s ?p x:.|?s ?p x:a|?s ?p h:|?s h:? h:|?s x:?|?s x:+ 3 .
OPTIONAL{<http://u/\u0041#f> ?p ?o}|OPTIONAL{<http://u/\u0041'> ?p ?o}|OPTIONAL{?s x:a\#b ?o}|?s ?p -
?s ?p 1.e
OPTIONAL{?s x:a\'b ?o}|?s ?p ?o FILTER(?o<9)|?s ?p ?o FILTER(?o<?o+'>')|?s ?p ?o FILTER(?o<'>')|?s ?p +1
?s ?p ?o BIND(9 AS ?b) FILTER(?o<?b)|# '␤|?s ?p '>' .|?s ?p ""\""a""\" .|?s ?p ''.|{}|{?s ?p ?o}UNION{}|a|?s a
VALUES ?v {1}|OPTIONAL{}|MINUS{}|BIND(1 AS ?z)|LATERAL{|?s ?p []|?s ?p ()|?s ?p 'a'@en|?s ?p 'a'@en-|?s ?p a
?s ?p 'a'^^x:|?s ?p _:b|?s ?p ?o ;|?s ?p <<( x:a x:b x:c )>> .|?s ?p ?o {! x:a x:b !} .|?s ?p ?o ~ x:r .
<s>|?s ?p x:\_|?s ?p x:%41|?s ?p x:a-|?s ?p :|$|?|@|\|FILTER(1)|FILTER EXISTS{|?s ?p x:a.b.|?s ?p x:a..
?s x:p?|?s x:p* |?s ?p _:s|?s ?p _:|?s ?p q:|?s ?p q:a.b.|?s ?p x:\?|?s ?p x:\$|?s ?p h:\?|?s ?p h:%
?s ?p h:%4
?s ?p x:�|?s ?p h:a�|?s ?p ·|?s ?p ?·|?s x:p?·|?s ?p ?é|?s ?p 𐐀|?s x:p?𐐀|?s ?p h:\#|?s ?p x:\#a\#b|?s ?p x:-
?s ?p 1e|GRAPH ?g {|GRAPH graph:x {|?s ?p ?o;;|?s ?p '''a''|?s ?p '\|<a\u0020b>|?s ?p <http://h:a>|<h h>|<%>
FILTER(?s)|FILTER x:f(1)|FILTER(true|BIND(1 AS ?z).|{ SELECT * {|VALUES (?a) {(1)}|VALUES ?a {x:|}|} {|''''''
?s ?p ?o VALUES (?a ?b) {(1 <#>)}|?s ?p (1 <#>) .|FILTER(1 IN (1,<#>))|FILTER(1<'>')
VERSION '1.2' |<<x:a x:b x:c>>
""".strip()
_KEYWORD = r"""
SERVICE|service|SeRvIcE|SERVICE SILENT|SERVICESILENT|SERVIC\u0045|SERVICE#␤|SERVICE|service|S\u0045RVICE
ſERVICE
_SERVICE|-SERVICE|.SERVICE|SERVICE.|aSERVICE|1.SERVICE|1eSERVICE|trueSERVICE|x:SERVICE|h:SERVICE|a:SERVICE
a: SERVICE|_:SERVICE|q:SERVICE|?SERVICE|$SERVICE|@SERVICE|@en-SERVICE|\SERVICE|x:\,SERVICE|x:a.SERVICE
x:a.b.SERVICE
x:a..b.SERVICE|h:a.SERVICE|SERVICE SILENT SILENT|h:%SERVICE|h:�SERVICE|SERVICESERVICE|GRAPHSERVICE|h::SERVICE
""".strip()
_TARGET = r"""
<URL>| <URL> |x:| x: |x:a| ?t |#␤ x: |:| : |#>␤<URL>|x:#>␤|<URL>|x:|x:.|x:a.b.c|x:\#|�x:|é:|SERVICEx:|SERVICE:
 graph:x |_:b|'a'|<#>|?t?|$t|x:SERVICE| service:x |SERVICE|x:a␤#␤
""".strip("\n")
_GROUP = r"""
{}|{ ?q ?w ?e }| {?q ?w ''} |␤{?q ?w ""\"x""\"}|#'␤{}|{?q ?w ?e}'|{}|{{}}|{SELECT * {}}|{ SERVICE x: {} }|[]
{?s ?p '
{#␤}|{} #service␤
""".strip("\n")
_FORM = r"""
SELECT * {|ASK{|SELECT ?s {|CONSTRUCT{?s ?p ?o}WHERE{|SELECT*{VALUES ?t {x:}|DESCRIBE ?s {
SELECT (1 AS ?service) {
SELECT*FROM x:a{|SELECT * FROM service:a {|ASK WHERE{|select distinct*where{|SELECT * { FILTER NOT EXISTS {
""".strip()
_PROLOGUE = r"""
|PREFIX h:<http://127.0.0.1:>|#␤|BASE <http://127.0.0.1/#> ||PREFIXh:<http://127.0.0.1:>|PREFIX service:<URL>
PREFIXservice:<URL>|PREFIX SERVICEx:<URL> |PREFIX �x:<URL> |PREFIX é:<URL> |PREFIX q:<http://127.0.0.1\u003A>
PREFIX q:<http:> |PREFIX q:<http://> |PREFIX a:<URL> |PREFIX service:#service␤<URL>
prefix x:<URL> BASE <service>
PREFIX q:<service#> |PREFIX q:<> |PREFIX q:<//127.0.0.1:> |VERSION "1.1"PREFIX service:<URL>
BASE <http://127.0.0.1:>
PREFIX q:<http://a@127.0.0.1:>
""".strip("\n")
SLIPS = [
    "'",
    '"',
    "<",
    ">",
    "#",
    "?",
    "\\",
    ".",
    ":",
    "{",
    "}",
    "(",
    ")",
    "@",
    " ",
    "\n",
    "·",
    "�",
    "%",
    "-",
    "service",
]

# What the endpoint knows without a declaration; `h` leads to a port of this machine once digits follow.
NAMESPACES = {
    "x": "URL",
    "": "URL",
    "h": "http://127.0.0.1:",
    "SERVICEx": "URL",
    "graph": "URL",
    "a": "http://127.0.0.1:",
}


def split(pieces: str) -> list[str]:
    """The pieces of a table: `␤` stands for a line break in one, `!` for a bar."""
    return [
        piece.replace("␤", "\n").replace('\\"', '"').replace("!", "|")
        for piece in pieces.replace("\n", "|").split("|")
    ]


def disguises(url: str, *, seed: int, rounds: int) -> Iterator[str]:
    """So many texts, the same for the same seed; some are queries, and some of those call the host."""
    chance = random.Random(seed)
    before, keyword, target, group, form, prologue = (
        split(pieces) for pieces in (BEFORE, _KEYWORD, _TARGET, _GROUP, _FORM, _PROLOGUE)
    )
    for _ in range(rounds):
        spaces = [chance.choice(("", "", " ", "\n")) for _ in range(3)]
        body = "".join(
            chance.choice(pieces) + space
            for pieces, space in zip((before, keyword, target, group), [*spaces, ""], strict=True)
        )
        text = (chance.choice(prologue) + chance.choice(form) + body).replace("URL", url)
        if chance.random() < 0.2:
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(SLIPS) + text[place + chance.choice((0, 1)) :]
        yield text + "}" * (text.count("{") - text.count("}"))
