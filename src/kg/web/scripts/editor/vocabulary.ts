// The words of this graph, as the server tells them: fetched once, when somebody begins to write.
import type { Prefixes } from "./prefixes";

export interface Term {
  readonly iri: string;
  readonly label: string;
  readonly language: string;
  readonly definition?: string;
  readonly count?: number;
}

export interface Class extends Term {
  readonly above: readonly string[];
}

export interface Property extends Term {
  readonly classes: readonly string[];
}

export interface CodeList extends Term {
  readonly properties: readonly string[];
  readonly classes: readonly string[];
  readonly codes: readonly Term[];
}

interface Document {
  readonly prefixes: Record<string, string>;
  readonly declarable: Record<string, string>;
  readonly classes: Class[];
  readonly properties: Property[];
  readonly lists: CodeList[];
}

export class Vocabulary {
  readonly prefixes: Prefixes;
  readonly known: Prefixes;
  readonly classes: readonly Class[];
  readonly properties: readonly Property[];
  readonly lists: readonly CodeList[];
  private readonly above: ReadonlyMap<string, readonly string[]>;

  constructor(read: Document) {
    this.prefixes = new Map(Object.entries(read.prefixes));
    this.known = new Map([...this.prefixes, ...Object.entries(read.declarable)]);
    this.classes = read.classes;
    this.properties = read.properties;
    this.lists = read.lists;
    this.above = new Map(read.classes.map((one) => [one.iri, one.above]));
  }

  /** Whether things of some classes have a property; the classes above them count as well. */
  has(classes: Iterable<string>, property: Property): boolean {
    const having = new Set(property.classes);
    for (const one of classes) {
      if (having.has(one) || this.above.get(one)?.some((above) => having.has(above))) return true;
    }
    return false;
  }

  /** The lists whose codes are values of a property, for things of some classes where that is known. */
  listsFor(property: string, classes: readonly string[]): readonly CodeList[] {
    const lists = this.lists.filter((list) => list.properties.includes(property));
    const wider = new Set(classes.flatMap((one) => [one, ...(this.above.get(one) ?? [])]));
    const fitting = lists.filter((list) => !list.classes.length || list.classes.some((one) => wider.has(one)));
    return wider.size && fitting.length ? fitting : lists;
  }
}

/** A function that fetches the vocabulary at its first call; after a failure the next call tries again. */
export function vocabularyOf(address: string): () => Promise<Vocabulary | null> {
  let coming: Promise<Vocabulary | null> | null = null;
  return () => {
    coming ??= fetchVocabulary(address).catch(() => {
      coming = null;
      return null;
    });
    return coming;
  };
}

async function fetchVocabulary(address: string): Promise<Vocabulary> {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return new Vocabulary((await response.json()) as Document);
}
