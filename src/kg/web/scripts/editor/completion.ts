// What completion offers at a place of the query, and what choosing it writes.
import {
  insertCompletionText,
  pickedCompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
} from "@codemirror/autocomplete";
import type { EditorView } from "@codemirror/view";
import type { FindThings, Thing } from "./entities";
import { declare, readPrologue, write, type Prefixes } from "./prefixes";
import { read, type Reading, type Role } from "./reading";
import { tokenize } from "./tokens";
import type { Property, Term, Vocabulary } from "./vocabulary";
import { say, type Words } from "./words";

const WORD = /[?$]?[\p{L}\p{N}_:.%-]*$/u;
const GOES_ON = /^[?$]?[\p{L}\p{N}_:.%-]*$/u;
const PATTERNS = "OPTIONAL FILTER BIND VALUES UNION MINUS GRAPH EXISTS";
const CLAUSES = "SELECT DISTINCT ASK CONSTRUCT DESCRIBE WHERE FROM PREFIX BASE GROUP ORDER BY HAVING LIMIT OFFSET AS";
const FUNCTIONS =
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI IF COALESCE CONTAINS " +
  "STRSTARTS STRENDS STRBEFORE STRAFTER STRLEN SUBSTR REPLACE REGEX CONCAT LCASE UCASE YEAR MONTH DAY ABS " +
  "ROUND CEIL FLOOR isIRI isLiteral isBlank isNumeric NOT EXISTS IN DESC ASC";
const RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

interface Site {
  readonly vocabulary: () => Promise<Vocabulary | null>;
  readonly find: FindThings;
  readonly words: Words;
}

interface Asked {
  readonly text: string;
  readonly typed: string;
  readonly from: number;
  readonly reading: Reading;
  readonly declared: Prefixes;
  readonly vocabulary: Vocabulary;
  readonly words: Words;
}

/** The sources of completion: terms and variables at once, things as soon as the search has answered. */
export function completions(site: Site): CompletionSource[] {
  return [(context) => complete(context, site), (context) => completeThings(context, site)];
}

async function ask(context: CompletionContext, site: Site): Promise<Asked | null> {
  const typed = context.matchBefore(WORD) ?? { from: context.pos, text: "" };
  if (!typed.text && !context.explicit) return null;
  const text = context.state.doc.toString();
  if (inOpaque(text, typed.from)) return null;
  const vocabulary = await site.vocabulary();
  if (!vocabulary || context.aborted) return null;
  const declared = readPrologue(text).prefixes;
  const reading = read(text, typed.from);
  return { text, typed: typed.text, from: typed.from, reading, declared, vocabulary, words: site.words };
}

async function complete(context: CompletionContext, site: Site): Promise<CompletionResult | null> {
  const asked = await ask(context, site);
  if (!asked) return null;
  const options = [...terms(asked), ...variables(asked), ...prefixes(asked), ...keywords(asked)];
  return options.length ? { from: asked.from, options, validFor: GOES_ON } : null;
}

async function completeThings(context: CompletionContext, site: Site): Promise<CompletionResult | null> {
  const asked = await ask(context, site);
  if (!asked || !["subject", "object", "value", "expression"].includes(asked.reading.place.role)) return null;
  if (/^[?$]/.test(asked.typed) || isType(asked)) return null;
  const abandoned = new AbortController();
  context.addEventListener("abort", () => abandoned.abort());
  const name = asked.typed.slice(asked.typed.indexOf(":") + 1);
  const things = await site.find(name, abandoned.signal);
  if (!things.length || context.aborted) return null;
  return { from: asked.from, filter: false, options: things.map((thing) => ofThing(asked, thing)) };
}

function terms(asked: Asked): Completion[] {
  const { role, predicate } = asked.reading.place;
  if (role === "predicate") return properties(asked);
  if (isType(asked)) return asked.vocabulary.classes.map((one) => ofTerm(asked, one, "class", 10));
  if (role === "object") {
    const property = expanded(asked, predicate);
    const lists = asked.vocabulary.listsFor(property, classesOf(asked));
    return lists.flatMap((list) => list.codes.map((code) => ofTerm(asked, code, "code", 10)));
  }
  if (role === "value" || role === "expression") {
    const codes = asked.vocabulary.lists.flatMap((list) => list.codes);
    const found = codes.map((code) => ofTerm(asked, code, "code", -10));
    return [...found, ...asked.vocabulary.classes.map((one) => ofTerm(asked, one, "class", -20))];
  }
  return [];
}

/** The properties that things of the subject's classes have; all of them where none fits what is typed. */
function properties(asked: Asked): Completion[] {
  const { vocabulary } = asked;
  const classes = classesOf(asked);
  const all = vocabulary.properties;
  const fitting = classes.length ? all.filter((one) => vocabulary.has(classes, one)) : all;
  const typed = asked.typed.slice(asked.typed.indexOf(":") + 1).toLowerCase();
  const meets = (one: Property): boolean => `${one.iri} ${one.label}`.toLowerCase().includes(typed);
  const offered = fitting.some(meets) ? fitting : all;
  return [
    { label: "a", type: "keyword", boost: 20 },
    ...offered.filter((one) => one.iri !== RDF_TYPE).map((one) => ofTerm(asked, one, "property", 10)),
  ];
}

function classesOf(asked: Asked): string[] {
  const { classes, place } = asked.reading;
  return [...(classes.get(place.subject) ?? [])].map((one) => expanded(asked, one)).filter(Boolean);
}

function isType(asked: Asked): boolean {
  const { role, predicate } = asked.reading.place;
  return role === "object" && (predicate === "a" || expanded(asked, predicate) === RDF_TYPE);
}

/** The IRI of a term as a query writes it; empty where it is none. */
function expanded(asked: Asked, written: string): string {
  if (written.startsWith("<")) return written.slice(1, -1);
  const colon = written.indexOf(":");
  if (colon < 0) return "";
  const label = written.slice(0, colon);
  const namespace = asked.declared.get(label) ?? asked.vocabulary.prefixes.get(label);
  return namespace === undefined ? "" : namespace + written.slice(colon + 1);
}

function variables(asked: Asked): Completion[] {
  return asked.reading.variables.map((name) => ({ label: name, type: "variable", boost: 5 }));
}

function prefixes(asked: Asked): Completion[] {
  if (/^[?$]/.test(asked.typed) || asked.typed.includes(":")) return [];
  const known = asked.reading.place.role === "outside" ? asked.vocabulary.known : asked.vocabulary.prefixes;
  return [...new Map([...known, ...asked.declared])].map(([label, namespace]) => ({
    label: `${label}:`,
    type: "prefix",
    detail: say(asked.words, "kindPrefix"),
    info: namespace,
    boost: -5,
    apply: (view: EditorView, option: Completion, from: number, to: number) =>
      inserted(view, option, { text: `${label}:`, label, namespace }, from, to),
  }));
}

function keywords(asked: Asked): Completion[] {
  const { role } = asked.reading.place;
  if (/^[?$]|:/.test(asked.typed)) return [];
  const offered: Partial<Record<Role, string>> = {
    outside: `${CLAUSES} ${PATTERNS} ${FUNCTIONS}`,
    subject: `${PATTERNS} SELECT`,
    expression: FUNCTIONS,
  };
  const found = offered[role] ?? "";
  return found ? [...new Set(found.split(" "))].map((label) => ({ label, type: "keyword", boost: -15 })) : [];
}

function ofTerm(asked: Asked, term: Term, type: "class" | "property" | "code", boost: number): Completion {
  const written = write(term.iri, asked.declared, asked.vocabulary.prefixes);
  const known = written.label ? written : write(term.iri, asked.declared, asked.vocabulary.known);
  const kinds = { class: "kindClass", property: "kindProperty", code: "kindCode" };
  const detail = term.label && !known.text.endsWith(`:${term.label}`) ? term.label : "";
  return {
    // What is typed may be the name or the label, in any script.
    label: `${known.text} ${term.label}`,
    displayLabel: known.text,
    detail,
    type,
    boost: boost + Math.min(4, Math.log10((term.count ?? 0) + 1)),
    info: () => about(asked.words, kinds[type], term),
    apply: (view, option, from, to) => inserted(view, option, known, from, to),
  };
}

function ofThing(asked: Asked, thing: Thing): Completion {
  const written = write(thing.iri, asked.declared, asked.vocabulary.prefixes);
  const more = [thing.matched, thing.kind].filter((one) => one && one !== thing.label);
  return {
    label: thing.label,
    detail: [...new Set(more)].join(" · "),
    type: "thing",
    info: written.text,
    boost: 15,
    apply: (view, option, from, to) => inserted(view, option, written, from, to),
  };
}

/** Write a name, and declare its prefix where the query does not. */
function inserted(
  view: EditorView,
  option: Completion,
  written: { text: string; label: string; namespace: string },
  from: number,
  to: number,
): void {
  const text = view.state.doc.toString();
  view.dispatch({
    ...insertCompletionText(view.state, written.text, from, to),
    annotations: pickedCompletion.of(option),
  });
  const changes = written.label && !declares(text, from) ? declare(text, written.label, written.namespace) : [];
  if (changes.length) view.dispatch({ changes, userEvent: "input.complete" });
}

/** Whether what is completed is the name in a declaration. */
function declares(text: string, from: number): boolean {
  return /\bprefix\s+$/i.test(text.slice(0, from));
}

function about(words: Words, kind: string, term: Term): Node {
  const node = document.createElement("div");
  const head = document.createElement("strong");
  head.textContent = term.label;
  if (term.language) head.lang = term.language;
  node.append(head, ` · ${say(words, kind)}`);
  if (term.count) node.append(` · ${say(words, "times", { n: term.count })}`);
  if (term.definition) {
    const definition = document.createElement("p");
    definition.textContent = term.definition;
    node.append(definition);
  }
  return node;
}

/** Whether an offset is inside a string, an IRI or a comment. */
function inOpaque(text: string, offset: number): boolean {
  const before = tokenize(text.slice(0, offset));
  const last = before[before.length - 1];
  if (last?.kind === "comment" && !text.slice(last.from, offset).includes("\n")) return true;
  const around = tokenize(text).find((token) => token.from < offset && offset < token.to);
  return around !== undefined && ["string", "iri", "comment"].includes(around.kind);
}
