"""Hostile requests as bytes, by name, with the statuses that are in order."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
ASK = "/sparql?query=ASK%7B%7D"
ROWS = "/sparql?query=" + quote("SELECT ?s ?p { ?s ?p ?o } LIMIT 200")
BEYOND = 'SELECT ?x ?n { VALUES (?x ?n) { ("a" "10e999999"^^xsd:decimal) ("b" 2) } }'
CLOSING = 'x" } } SELECT * { ?s ?p ?o } # \\'


@dataclass(frozen=True, slots=True)
class Raw:
    """What is sent, and the statuses that may come back.

    With `silence` the connection may end without one, or stay open because the request is not whole.
    """

    sent: bytes
    statuses: frozenset[int]
    silence: bool = False


def get(target: str | bytes, *headers: str, version: str = "HTTP/1.1") -> bytes:
    """A GET with these headers beside Host."""
    encoded = target.encode() if isinstance(target, str) else target
    lines = "".join(f"{header}\r\n" for header in ("Host: localhost", *headers))
    return b"GET " + encoded + f" {version}\r\n{lines}\r\n".encode()


def post(body: bytes, *headers: str, content_type: str = FORM, length: int | None = None) -> bytes:
    """A POST to the endpoint; `length` is what it claims."""
    lines = ["POST /sparql HTTP/1.1", "Host: localhost", f"Content-Type: {content_type}", *headers]
    if not any(header.lower().startswith(("content-length", "transfer-encoding")) for header in headers):
        lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def chunked(body: bytes, *headers: str) -> bytes:
    """A POST whose body is what stands here, chunks and all."""
    return post(body, "Transfer-Encoding: chunked", *headers, content_type=QUERY)


def _raw(sent: bytes, *statuses: int, silence: bool = False) -> Raw:
    return Raw(sent, frozenset(statuses), silence)


BODIES: Mapping[str, Raw] = {
    "200,000 fields": _raw(post(b"a=b&" * 200_000), 413),
    "200,000 empty fields": _raw(post(b"&" * 200_000 + b"query=ASK{}"), 413),
    "200,000 fields in the address": _raw(get("/sparql?" + "a&" * 200_000), 413, 414),
    "a body over the limit": _raw(post(b"query=" + b"a" * 1_100_000), 413),
    "a body that claims a terabyte": _raw(post(b"query=ASK{}", length=1 << 40), 413),
    "a body below zero": _raw(post(b"query=ASK{}", "Content-Length: -1"), 400),
    "a length that is no number": _raw(post(b"query=ASK{}", "Content-Length: ten"), 400),
    "a length in other digits": _raw(post(b"query=ASK{}", "Content-Length: +11"), 400),
    "two lengths": _raw(post(b"query=ASK{}", "Content-Length: 11", "Content-Length: 12"), 400),
    "a length and chunks": _raw(
        post(b"0\r\n\r\n", "Content-Length: 5", "Transfer-Encoding: chunked", content_type=QUERY), 400
    ),
    "a body longer than it claims": _raw(post(b"query=ASK{}" + b"x" * 5_000, length=11), 200),
    "chunks": _raw(chunked(b"5\r\nASK{}\r\n0\r\n\r\n"), 200, 411),
    "a chunk with a wrong size": _raw(chunked(b"3\r\nASK{}\r\n0\r\n\r\n"), 400, 411),
    "a chunk without a size": _raw(chunked(b"\r\nASK{}\r\n0\r\n\r\n"), 400, 411),
    "a chunk of negative size": _raw(chunked(b"-5\r\nASK{}\r\n0\r\n\r\n"), 400, 411),
    "a chunk of 2^64": _raw(chunked(b"ffffffffffffffffff\r\nASK{}"), 400, 411, 413, silence=True),
    "an endless size of a chunk": _raw(chunked(b"0" * 100_000), 400, 411, 413, silence=True),
    "an endless extension of a chunk": _raw(chunked(b"5;" + b"x" * 100_000), 400, 411, 413, silence=True),
    "endless trailers": _raw(
        chunked(b"5\r\nASK{}\r\n0\r\n" + b"a: b\r\n" * 100_000), 400, 411, 413, 431, silence=True
    ),
    "chunks over the limit": _raw(chunked(b"fffff\r\n" + b"a" * 0xFFFFF + b"\r\n" * 2), 400, 411, 413),
    "an unknown transfer encoding": _raw(post(b"ASK{}", "Transfer-Encoding: gzip, chunked"), 400, 501),
    "a packed body": _raw(
        post(gzip.compress(b"ASK{}" + b" " * 1_000_000), "Content-Encoding: gzip", content_type=QUERY), 415
    ),
    "a body packed in an unknown way": _raw(
        post(b"ASK{}", "Content-Encoding: br, gzip, gzip", content_type=QUERY), 415
    ),
    "a packed body that is not packed": _raw(post(b"query=ASK{}", "Content-Encoding: gzip"), 415),
    "JSON": _raw(post(json.dumps({"query": "ASK{}"}).encode(), content_type="application/json"), 415),
    "deep JSON": _raw(post(b"[" * 500_000, content_type="application/json"), 415),
    "many parts": _raw(post(b"--x\r\n\r\n" * 50_000, content_type="multipart/form-data; boundary=x"), 415),
    "XML with entities": _raw(post(b"<!DOCTYPE x [<!ENTITY a 'a'>]>", content_type="application/xml"), 415),
    "no type": _raw(post(b"ASK{}", content_type=""), 415),
    "an odd type": _raw(post(b"ASK{}", content_type="application/sparql-query; charset=" + "x" * 9_000), 415),
    "UTF-16": _raw(
        post("ASK{}".encode("utf-16"), content_type="application/sparql-query; charset=utf-16"), 415
    ),
    "UTF-16 that does not say so": _raw(post("ASK{}".encode("utf-16"), content_type=QUERY), 400),
    "no UTF-8": _raw(post(b"SELECT ('\xff\xfe' AS ?x) {}", content_type=QUERY), 400),
    "overlong UTF-8": _raw(post(b"SELECT ('\xc0\xaf' AS ?x) {}", content_type=QUERY), 400),
    "a lone surrogate": _raw(post(b"SELECT ('\xed\xa0\x80' AS ?x) {}", content_type=QUERY), 400),
    "beyond Unicode": _raw(post(b"SELECT ('\xf4\x90\x80\x80' AS ?x) {}", content_type=QUERY), 400),
    "NUL": _raw(post(b"ASK{}\x00", content_type=QUERY), 400),
    "a query twice": _raw(post(b"query=ASK{}&query=ASK{}"), 400),
    "an empty body": _raw(post(b""), 400),
}

PARAMETERS: Mapping[str, Raw] = {
    "no UTF-8": _raw(get("/sparql?query=%ff%fe"), 400),
    "overlong UTF-8": _raw(get("/sparql?query=ASK%c0%afx"), 400),
    "a lone surrogate": _raw(get("/sparql?query=%ed%a0%80"), 400),
    "an escaped surrogate": _raw(get(f"/sparql?query={quote(chr(92))}uD800"), 400),
    "NUL": _raw(get("/sparql?query=ASK%7B%7D%00"), 400),
    "bytes that are not escaped": _raw(get(b"/sparql?query=ASK{\xe4\xb8\xad}"), 400),
    "half an escape": _raw(get("/sparql?query=ASK%7B%7D%"), 400),
    "escaped twice": _raw(get("/sparql?query=ASK%257B%257D"), 400),
    "CR LF in a format": _raw(get(f"{ASK}&format=csv%0d%0aX-Evil:%20yes"), 400, 406),
    "CR LF in a graph": _raw(get(f"{ASK}&default-graph-uri=urn:a%0d%0aX-Evil:%20yes"), 400),
    "CR LF in a language": _raw(get("/?lang=en%0d%0aX-Evil:%20yes", "Accept: text/html"), 200, 400, 503),
    "CR LF in a token": _raw(get(f"{ASK}&token=%0d%0aX-Evil:%20yes"), 400),
    "CR LF in a version": _raw(get(f"{ASK}&version=%0d%0aX-Evil:%20yes"), 400, 409),
    "CR LF in an unknown graph": _raw(
        get("/sparql?query=" + quote("ASK { GRAPH <urn:a\\u000d\\u000aX-Evil:yes> {} }")), 400, 200
    ),
    "an unknown graph in Chinese": _raw(get("/sparql?query=" + quote("ASK { GRAPH <urn:錯> {} }")), 200),
    "a time limit that is no number": _raw(get(f"{ASK}&timeout=nan"), 400),
    "a time limit without end": _raw(get(f"{ASK}&timeout=inf"), 400),
    "a time limit below zero": _raw(get(f"{ASK}&timeout=-1"), 400),
    "a time limit of 1e999": _raw(get(f"{ASK}&timeout=1e999"), 400),
    "a tiny time limit": _raw(get(f"{ASK}&timeout=1e-300"), 200, 503),
    "a huge time limit": _raw(get(f"{ASK}&timeout=1e300"), 200),
    "a format that is a path": _raw(get(f"{ASK}&format=../../../etc/passwd"), 400, 406),
    "a version that is a path": _raw(get(f"{ASK}&version=../../../etc/passwd"), 400, 409),
    "a page far away": _raw(get(f"{ASK}&page=99999999999999999999", "Accept: text/html"), 200, 400, 404),
    "a page below zero": _raw(get(f"{ASK}&page=-1", "Accept: text/html"), 200, 400, 404),
    "a page that is no number": _raw(get(f"{ASK}&page=%F0%9D%9F%99", "Accept: text/html"), 200, 400, 404),
    "an unknown cap": _raw(get(f"{ASK}&cap=none"), 400),
    "an unknown explanation": _raw(get(f"{ASK}&explain=../secret"), 400),
    "a parameter 90 times": _raw(get(f"{ASK}{'&default-graph-uri=urn:a' * 90}"), 200),
    "a parameter 900 times": _raw(get(f"{ASK}{'&default-graph-uri=urn:a' * 900}"), 413),
    "a page of 5,000 digits": _raw(get("/articles?page=" + "9" * 5_000), 200),
    "a page of the evidence of 5,000 digits": _raw(get("/evidence/m001?page=" + "9" * 5_000), 200),
    "a page of an answer of 5,000 digits": _raw(get(f"{ROWS}&page={'9' * 5_000}", "Accept: text/html"), 200),
    "a page of a search of 30 digits": _raw(get("/search?q=a&page=" + "9" * 30), 200),
    "a column to sort by of 60,000 letters": _raw(
        get(f"{ROWS}&sort={'s' * 60_000}", "Accept: text/html"), 200
    ),
    "a filter of markup": _raw(get(f"{ROWS}&filter=%22%3E%3Cscript%3E", "Accept: text/html"), 200),
    "a number beyond all numbers": _raw(
        get(f"/sparql?view=bars&query={quote(BEYOND)}", "Accept: text/html"), 200
    ),
    "a search for NUL, halves and signs": _raw(get("/search?q=%00%ed%a0%80%e2%80%ae%f0%9f%98%80"), 200),
    "a search for 60,000 letters": _raw(get("/search.json?q=" + "a" * 60_000), 200),
    "a search for marks": _raw(get("/search?q=a" + "%cc%95%cc%96" * 4_000), 200),
    "a search in a class that is none": _raw(get("/search.json?q=a&kind=javascript:alert(1)%00"), 200),
    "a search of 900 classes": _raw(get("/search.json?q=a" + "&kind=urn:a" * 90), 200),
    "too many suggestions": _raw(get("/search.json?q=a&limit=" + "9" * 5_000), 400),
    "connections of markup": _raw(get("/connections?from=%3Cscript%3E&to=%22%27%3E"), 200),
    "connections in a million steps": _raw(get("/connections?from=m001&to=northgate&steps=1000000"), 200),
    "a field of 15,000 marks": _raw(get("/ask/loans-of-works?work=a" + "%cc%95%cc%96" * 5_000), 400),
    "a date that the calendar lacks": _raw(get("/ask/loans-of-works?from=99999999-99-99"), 400),
    "a field that closes the query": _raw(get(f"/ask/loans-of-works?word={quote(CLOSING)}"), 200, 400),
    "articles of a language that closes the query": _raw(get(f"/articles?language={quote(CLOSING)}"), 200),
    "articles of a publisher with NUL": _raw(get("/articles?publisher=%00&from=%00&to=x"), 200),
    "evidence of what closes the query": _raw(get("/evidence/a%3E%20%7D%20%23"), 404),
    "a language of 60,000 letters": _raw(get("/ontology?lang=en-" + "x" * 60_000), 200),
    "a cancel with a guessed token": _raw(
        b"POST /sparql/cancel?token=1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 400, 404, 200
    ),
    "a cancel with a huge token": _raw(
        post(b"token=" + b"t" * 900_000).replace(b"/sparql ", b"/sparql/cancel ", 1), 400, 404, 413
    ),
}

TARGETS: Mapping[str, Raw] = {
    "a file above the site": _raw(get("/static/../../../../../../etc/passwd"), 400, 404),
    "an escaped file above the site": _raw(get("/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd"), 400, 404),
    "a file with a backslash": _raw(get("/static/..%5c..%5c..%5cetc%5cpasswd"), 400, 404),
    "an export above the site": _raw(get("/export/..%2f..%2f..%2fkg.toml"), 400, 404),
    "an export that is absolute": _raw(get("/export/%2fetc%2fpasswd"), 400, 404),
    "a thing above the site": _raw(get("/id/../../kg.toml"), 400, 404),
    "an article above the site": _raw(get("/articles/..%2f..%2fkg.toml"), 400, 404),
    "a graph above the site": _raw(get("/graph/..%2f..%2fkg.toml"), 400, 404),
    "NUL in a path": _raw(get("/id/a%00b"), 400, 404),
    "no UTF-8 in a path": _raw(get("/id/%ff"), 400, 404),
    "CR LF in a path": _raw(get("/id/a%0d%0aX-Evil:%20yes"), 400, 404),
    "a path to another site": _raw(get("//evil.example/%2e%2e"), 400, 404),
    "an address of another host": _raw(get("http://evil.example/sparql?query=ASK%7B%7D"), 400, 421),
    "an asterisk": _raw(get("*"), 400, 404),
    "no path": _raw(get("sparql"), 200, 400, 404),
    "a tunnel": _raw(b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, 404, 405, 501),
    "an address of 100,000 bytes": _raw(get("/sparql?query=" + "a" * 100_000), 414),
    "an address of 10,000,000 bytes": _raw(get("/" + "a" * 10_000_000), 414, 431, silence=True),
    "100,000 slashes": _raw(get("/" * 100_000), 404, 414),
    "10,000 dots": _raw(get("/" + "../" * 10_000), 400, 404),
}

HEADERS: Mapping[str, Raw] = {
    "10,000 headers": _raw(get(ASK, *(f"X-{i}: {i}" for i in range(10_000))), 431),
    "a header of 100,000 bytes": _raw(get(ASK, "X-Large: " + "x" * 100_000), 431),
    "a header of 10,000,000 bytes": _raw(get(ASK, "X-Large: " + "x" * 10_000_000), 431, silence=True),
    "a name of 20,000 bytes": _raw(get(ASK, "X" * 20_000 + ": x"), 200, 400, 431),
    "a header without a colon": _raw(get(ASK, "nonsense"), 400),
    "a header without a name": _raw(get(ASK, ": x"), 200, 400),
    "NUL in a header": _raw(get(ASK, "X-Nul: a\x00b"), 200, 400),
    "a folded header": _raw(get(ASK, "X-Folded: a", " b"), 200, 400),
    "a bare CR in a header": _raw(get(ASK, "X-Cr: a\rX-Evil: yes"), 200, 400),
    "a space before the colon": _raw(get(ASK, "Transfer-Encoding : chunked"), 200, 400),
    "no host": _raw(f"GET {ASK} HTTP/1.1\r\n\r\n".encode(), 400),
    "two hosts": _raw(get(ASK, "Host: evil.example"), 400, 421),
    "another host": _raw(get(ASK).replace(b"localhost", b"evil.example"), 421),
    "a host with a path": _raw(get(ASK).replace(b"localhost", b"localhost/@evil.example"), 400),
    "a host with CR": _raw(get(ASK).replace(b"localhost", b"localhost\rX-Evil: yes"), 200, 400, 421),
    "what a proxy says": _raw(get(ASK, "X-Forwarded-Host: evil.example", "X-Forwarded-For: 1.2.3.4"), 200),
    "10,000 media types": _raw(get(ASK, "Accept: " + "a/b," * 7_000), 406),
    "an odd Accept": _raw(get(ASK, 'Accept: ;;q=,,;=,"*/*;q=nan, text/csv;q=-1'), 200, 400, 406),
    "Accept with CR LF escaped": _raw(get(ASK, "Accept: text/csv%0d%0aX-Evil: yes"), 200, 400, 406),
    "10,000 languages": _raw(get("/", "Accept: text/html", "Accept-Language: " + "en;q=0.1," * 3_000), 200),
    "a huge quality": _raw(get(ASK, "Accept: text/csv;q=1" + "0" * 20_000), 200, 400, 406),
    "10,000 entity tags": _raw(
        get(ASK, "If-None-Match: " + ", ".join(f'W/"{i}"' for i in range(3_000))), 200
    ),
    "any entity tag": _raw(get(ASK, "If-None-Match: *"), 200, 304, 412),
    "1,000 ranges": _raw(get("/static/site.css", "Range: bytes=" + ",".join(["0-1"] * 1_000)), 200, 206, 416),
    "a range beyond the end": _raw(get("/static/site.css", "Range: bytes=999999999999-"), 200, 206, 416),
    "an expectation nobody meets": _raw(get(ASK, "Expect: 200-maybe"), 200, 417),
    "an upgrade": _raw(get(ASK, "Connection: Upgrade", "Upgrade: websocket"), 200, 400),
    "a date that is none": _raw(get("/static/site.css", "If-Modified-Since: yesterday"), 200),
    "10,000 cookies": _raw(get(ASK, "Cookie: " + "a=b;" * 7_000), 200),
    "a method that is none": _raw(b"G@T / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, 405, 501),
    "an old version": _raw(b"GET /healthz HTTP/1.0\r\n\r\n", 200),
    "a version of the future": _raw(get(ASK, version="HTTP/9.9"), 400, 505),
    "no version": _raw(b"GET /healthz\r\n\r\n", 200, 400, 505, silence=True),
    "lines that end in LF": _raw(b"GET /healthz HTTP/1.1\nHost: localhost\n\n", 200, 400, silence=True),
    "another protocol": _raw(b"SSH-2.0-OpenSSH_9.0\r\n\r\n", 400, silence=True),
    "a TLS greeting": _raw(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), 400, silence=True),
    "an HTTP/2 preface": _raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, 505, silence=True),
    "only line ends": _raw(b"\r\n" * 10_000, 400, silence=True),
    "only NUL": _raw(bytes(100_000), 400, 414, 431, silence=True),
    "a request in the body of another": _raw(post(b"query=ASK{}") + get("/healthz", "X-Evil: yes"), 200, 400),
}
