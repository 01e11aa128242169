// Prefixes: which ones a query declares, how an IRI is written with them, and the line that declares
// another.
import type { ChangeSpec } from "@codemirror/state";
import { tokenize, type Token } from "./tokens";

export type Prefixes = ReadonlyMap<string, string>;

const PLAIN_LOCAL = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_-]*[\p{L}\p{N}_-])?$/u;

/** The declarations of a query, and where another would stand. */
export function readPrologue(text: string): { prefixes: Map<string, string>; end: number; line: boolean } {
  const tokens = tokenize(text).filter((token) => token.kind !== "comment");
  const prefixes = new Map<string, string>();
  let end = tokens[0]?.from ?? text.length;
  let behind = false;
  for (let place = 0; place < tokens.length; ) {
    const length = declaration(tokens, place);
    if (!length) break;
    const name = tokens[place + 1];
    const last = tokens[place + length - 1];
    if (!name || !last) break;
    if (length === 3) prefixes.set(name.text.slice(0, -1), last.text.slice(1, -1));
    [end, behind] = [last.to, true];
    place += length;
  }
  return { prefixes, end, line: behind };
}

function declaration(tokens: readonly Token[], place: number): number {
  const word = tokens[place]?.text.toLowerCase();
  if (word === "base" && tokens[place + 1]?.kind === "iri") return 2;
  const named = tokens[place + 1]?.text.endsWith(":") && tokens[place + 2]?.kind === "iri";
  return word === "prefix" && named ? 3 : 0;
}

/** The change that declares a prefix, or nothing where the query has it already. */
export function declare(text: string, label: string, iri: string): ChangeSpec[] {
  const { prefixes, end, line } = readPrologue(text);
  if (prefixes.has(label)) return [];
  const written = `PREFIX ${label}: <${iri}>`;
  return [line ? { from: end, insert: `\n${written}` } : { from: end, insert: `${written}\n` }];
}

export interface Written {
  readonly text: string;
  /** The prefix that the text needs; empty for an IRI in full. */
  readonly label: string;
  readonly namespace: string;
}

/** An IRI as a query writes it: with a prefix that the query declares, else with a known one. */
export function write(iri: string, declared: Prefixes, known: Prefixes): Written {
  for (const prefixes of [declared, known]) {
    let best: Written | undefined;
    for (const [label, namespace] of prefixes) {
      const local = iri.startsWith(namespace) ? iri.slice(namespace.length) : "";
      const hidden = prefixes === known && declared.has(label);
      if (!local || hidden || !PLAIN_LOCAL.test(local)) continue;
      if (!best || namespace.length > best.namespace.length) best = { text: `${label}:${local}`, label, namespace };
    }
    if (best) return best;
  }
  return { text: `<${iri}>`, label: "", namespace: "" };
}
