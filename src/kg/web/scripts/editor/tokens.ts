// The tokens of a query, read as the server reads them: completion and formatting stand on them,
// because they are right in a text that is not finished, where a syntax tree guesses.
export type Kind = "string" | "iri" | "comment" | "variable" | "language" | "word" | "mark";

export interface Token {
  readonly kind: Kind;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const LETTERS =
  "A-Z_a-z\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u200c\\u200d\\u2070-\\u218f" +
  "\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd\\u{10000}-\\u{effff}";
const NAME = `[${LETTERS}0-9\\u00b7\\u0300-\\u036f\\u203f\\u2040]`;
const LOCAL = `(?:${NAME}|[:%-]|\\\\[^\\s])`;
const KINDS: readonly Kind[] = ["string", "iri", "comment", "variable", "language", "word", "mark"];
const TOKEN = new RegExp(
  [
    `("""(?:(?:""|")?(?:[^"\\\\]|\\\\.))*"""|'''(?:(?:''|')?(?:[^'\\\\]|\\\\.))*'''` +
      `|"(?:[^"\\\\\\r\\n]|\\\\[^\\r\\n])*"|'(?:[^'\\\\\\r\\n]|\\\\[^\\r\\n])*')`,
    '(<(?:[^<>"{}|^`\\\\\\x00-\\x20]|\\\\u[0-9A-Fa-f]{4}|\\\\U[0-9A-Fa-f]{8})*>)',
    "(#[^\\r\\n]*)",
    `([?$]${NAME}+)`,
    "(@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)",
    `(${LOCAL}+(?:(?<!:)\\.+${LOCAL}+)*)`,
    "(<<\\(|\\)>>|<<|>>|\\{\\||\\|\\}|\\^\\^|&&|\\|\\||!=|<=|>=|[^\\s])",
  ].join("|"),
  "gsu",
);

/** All tokens, comments among them, in order; between them stands white space alone. */
export function tokenize(text: string): Token[] {
  const found: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const index = match.findIndex((part, place) => place > 0 && part !== undefined);
    const kind = KINDS[index - 1] ?? "mark";
    found.push({ kind, text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return found;
}

/** Whether a token is a term: something that can stand in a triple. */
export function isTerm(token: Token): boolean {
  if (token.kind === "word") return token.text.includes(":") || /^(a|true|false|[+-]?[0-9.].*)$/.test(token.text);
  return token.kind === "iri" || token.kind === "variable" || token.kind === "string";
}
