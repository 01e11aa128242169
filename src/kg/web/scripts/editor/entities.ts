// Things of the graph by any of their names, as the search of the site finds them.
const PAUSE_MS = 150;
const MOST = 8;

export interface Thing {
  readonly iri: string;
  readonly label: string;
  readonly language: string;
  readonly kind: string;
  readonly matched: string;
}

export type FindThings = (text: string, signal: AbortSignal) => Promise<readonly Thing[]>;

/** A search at an address; whatever fails finds nothing. */
export function thingsAt(address: string): FindThings {
  return async (text, signal) => {
    if (!address || !longEnough(text)) return [];
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (signal.aborted) return [];
    const url = new URL(address, location.href);
    url.searchParams.set("q", text);
    url.searchParams.set("limit", String(MOST));
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" }, signal });
      if (!response.ok) return [];
      const body = (await response.json()) as { candidates?: unknown };
      return Array.isArray(body.candidates) ? body.candidates.filter(isFound).map(toThing) : [];
    } catch {
      return [];
    }
  };
}

/** Two letters are too few to name anything; two Han characters are a whole name. */
function longEnough(text: string): boolean {
  return /\p{Script=Han}/u.test(text) || text.length >= 3;
}

function isFound(found: unknown): found is Record<string, unknown> {
  return typeof found === "object" && found !== null && typeof (found as { iri?: unknown }).iri === "string";
}

function toThing(found: Record<string, unknown>): Thing {
  const { label } = found as { label?: { language?: unknown } };
  const language = typeof label === "object" ? label?.language : found["language"];
  return {
    iri: words(found["iri"]),
    label: words(found["label"]) || words(found["id"]),
    language: typeof language === "string" ? language : "",
    kind: words(found["kind"]),
    matched: words(found["matched"]),
  };
}

/** The words of a value: a text, something with a text, or the first of several. */
function words(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return words(value[0]);
  if (typeof value !== "object" || value === null) return "";
  const { text, label } = value as { text?: unknown; label?: unknown };
  return words(text ?? label);
}
