// What stands where in a query: the triples, and the part of one in which the cursor stands.
import { isTerm, tokenize, type Token } from "./tokens";

export type Role = "subject" | "predicate" | "object" | "value" | "expression" | "outside";

export interface Place {
  readonly role: Role;
  readonly subject: string;
  readonly predicate: string;
}

export interface Reading {
  readonly place: Place;
  /** The classes that the query says of each subject, as it writes them. */
  readonly classes: ReadonlyMap<string, ReadonlySet<string>>;
  readonly variables: readonly string[];
}

type Mode = "outside" | "triples" | "path" | "expression" | "values";

interface Frame {
  readonly mode: Mode;
  subject: string;
  predicate: string;
  /** How many terms the triple has: the next is subject, predicate, object, or one too many. */
  terms: number;
  keyword: string;
}

const TYPES = new Set(["a", "rdf:type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"]);
const EXPRESSIONS = /^(filter|bind|having|select|distinct|reduced|by|asc|desc|order|group)$/i;
const ROLES: readonly Role[] = ["subject", "predicate", "object", "outside"];

/** Read a query up to its end, and say what the token that begins at `from` would be. */
export function read(text: string, from: number): Reading {
  const tokens = tokenize(text).filter((token) => token.kind !== "comment");
  const reader = new Reader();
  let place: Place | undefined;
  for (const token of tokens) {
    if (!place && token.to > from) place = reader.place();
    reader.take(token);
  }
  const variables = tokens.filter((token) => token.kind === "variable" && token.from !== from);
  return {
    place: place ?? reader.place(),
    classes: reader.classes,
    variables: [...new Set(variables.map((token) => `?${token.text.slice(1)}`))],
  };
}

class Reader {
  readonly classes = new Map<string, Set<string>>();
  private readonly frames: Frame[] = [frame("outside")];
  private blank = 0;
  private last: Token | undefined;

  place(): Place {
    const { mode, terms, subject, predicate } = this.top;
    if (mode === "path") return { role: "predicate", subject, predicate };
    if (mode === "values") return { role: "value", subject, predicate };
    if (mode !== "triples") return { role: mode, subject, predicate };
    if (this.last?.text === "^^") return { role: "outside", subject, predicate };
    return { role: ROLES[terms] ?? "outside", subject, predicate };
  }

  take(token: Token): void {
    if (token.kind === "mark") this.mark(token.text);
    else if (token.kind === "word" && !isTerm(token)) this.word(token.text.toLowerCase());
    else if (isTerm(token) && this.last?.text !== "^^") this.term(token.text);
    this.last = token;
  }

  private get top(): Frame {
    return this.frames[this.frames.length - 1] as Frame;
  }

  private word(word: string): void {
    const top = this.top;
    top.keyword = word;
    if (top.mode === "triples") top.terms = word === "graph" || word === "service" ? 2 : 0;
    if (word === "graph" || word === "service") [top.subject, top.predicate] = ["", ""];
  }

  private term(text: string): void {
    const top = this.top;
    if (top.mode !== "triples") return;
    if (top.keyword === "graph" || top.keyword === "values") return;
    if (top.terms === 0) top.subject = text;
    if (top.terms === 1) top.predicate = text;
    if (top.terms === 2 && TYPES.has(top.predicate)) {
      const known = this.classes.get(top.subject) ?? new Set();
      this.classes.set(top.subject, known.add(text));
    }
    top.terms = Math.min(3, top.terms + 1);
  }

  private mark(text: string): void {
    const top = this.top;
    if (text === "{") this.open(top.keyword === "values" ? "values" : "triples");
    else if (text === "(") this.openRound(top);
    else if (text === "[") this.openSquare(top);
    else if (text === "}" || text === ")" || text === "]") this.close(text);
    else if (top.mode === "triples") this.separate(top, text);
  }

  private openRound(top: Frame): void {
    const expression = top.mode !== "triples" || EXPRESSIONS.test(top.keyword) || this.last?.kind === "word";
    if (top.mode === "values") this.open("values");
    else if (top.mode === "triples" && top.terms === 1) this.open("path", top);
    else if (expression && !(top.mode === "triples" && top.terms === 2)) this.open("expression");
    else this.open("values");
  }

  private openSquare(top: Frame): void {
    const subject = `[${++this.blank}]`;
    if (top.mode === "triples") this.term(subject);
    this.frames.push({ ...frame("triples"), subject, terms: 1 });
  }

  private open(mode: Mode, above?: Frame): void {
    const { subject, predicate } = above ?? frame(mode);
    this.frames.push({ ...frame(mode), subject, predicate });
  }

  private close(text: string): void {
    if (this.frames.length === 1) return;
    const closed = this.frames.pop() as Frame;
    const top = this.top;
    if (top.mode !== "triples") return;
    if (text === "}") [top.terms, top.keyword] = [0, ""];
    if (closed.mode === "path") [top.predicate, top.terms] = ["", 2];
    if (closed.mode === "values" && text === ")") top.terms = Math.min(3, top.terms + 1);
    if (closed.mode === "expression") [top.terms, top.keyword] = [0, ""];
  }

  private separate(top: Frame, text: string): void {
    if (text === ".") [top.terms, top.keyword] = [0, ""];
    else if (text === ";") top.terms = 1;
    else if (text === ",") top.terms = 2;
    else if ((text === "/" || text === "|") && top.terms === 2) [top.terms, top.predicate] = [1, ""];
  }
}

function frame(mode: Mode): Frame {
  return { mode, subject: "", predicate: "", terms: 0, keyword: "" };
}
