// Lays a query out anew: indentation and line breaks change, tokens and comments never do.
//
// Breaks that somebody made stay; a group that is in one line and fits stays in it.
import { tokenize, type Token } from "./tokens";

const WIDTH = 110;
const STEP = "  ";
const NEW_LINE = /^(optional|filter|bind|values|minus|graph|service|select|construct|describe|ask|from|group|having|order|limit|offset|prefix|base)$/i;
const INSIDE = /^(limit|offset|named|by|as|silent|not|exists|in|distinct|reduced)$/i;

interface Piece {
  readonly token: Token;
  /** White space before the token: the line breaks in it, and itself where it has none. */
  readonly breaks: number;
  readonly space: string;
}

interface Group {
  readonly open: Piece;
  readonly inner: readonly Item[];
  readonly close: Piece | undefined;
}

type Item = Piece | Group;

/** The query in its usual layout; its tokens are those of `text`, in the same order. */
export function format(text: string): string {
  const pieces = cut(text);
  const [items] = nest(pieces, 0);
  const writer = new Writer();
  writer.statements(items, "", true);
  const written = `${writer.text.trim()}\n`;
  return same(tokenize(text), tokenize(written)) ? written : text;
}

/** Whether two texts have the same tokens, parted where they were parted. */
function same(before: readonly Token[], after: readonly Token[]): boolean {
  if (before.length !== after.length) return false;
  return before.every((one, place) => {
    const other = after[place] as Token;
    const touched = before[place + 1]?.from === one.to;
    const touches = after[place + 1]?.from === other.to;
    return one.text === other.text && (touched === touches || mayPart(one, before[place + 1]));
  });
}

/** Whether white space between two tokens may come or go; `.5` is a number, and `a.b` a name. */
function mayPart(one: Token, next: Token | undefined): boolean {
  if (!next || /^[{}]$/.test(one.text) || /^[{}]$/.test(next.text)) return true;
  return one.kind === "mark" && (one.text === ";" || (one.text === "." && !/^[0-9]/.test(next.text)));
}

function cut(text: string): Piece[] {
  let end = 0;
  return tokenize(text).map((token) => {
    const space = text.slice(end, token.from);
    end = token.to;
    return { token, breaks: space.split(/\r\n|\r|\n/).length - 1, space };
  });
}

function nest(pieces: readonly Piece[], start: number): [Item[], number] {
  const items: Item[] = [];
  let place = start;
  while (place < pieces.length) {
    const piece = pieces[place] as Piece;
    if (piece.token.text === "}" && start > 0) break;
    place += 1;
    if (piece.token.text !== "{") {
      items.push(piece);
      continue;
    }
    const [inner, end] = nest(pieces, place);
    items.push({ open: piece, inner, close: pieces[end] });
    place = end + 1;
  }
  return [items, place];
}

class Writer {
  text = "";

  /** The parts of a group, each statement in its own line. */
  statements(items: readonly Item[], indent: string, outermost: boolean): void {
    let before: Item | undefined;
    for (const statement of split(items, outermost)) {
      const first = statement[0];
      if (!first) continue;
      const comment = !isGroup(first) && first.token.kind === "comment" && first.breaks === 0 && before;
      if (comment) this.text += head(first).space || " ";
      else if (before) this.line(indent, head(first).breaks > 1);
      this.statement(statement, indent);
      before = statement[statement.length - 1];
    }
  }

  private statement(items: readonly Item[], indent: string): void {
    const flat = inOneLine(items);
    if (flat !== undefined && this.column + flat.length <= WIDTH) {
      this.text += flat;
      return;
    }
    const more = items.some((one) => !isGroup(one) && one.token.text === ";" && one.token.kind === "mark");
    const first = items[0];
    const aligned = more && first && !isGroup(first) ? indent + " ".repeat(first.token.text.length + 1) : "";
    const deeper = aligned && aligned.length < 30 ? aligned : indent + STEP;
    const broken = more && !items.some((one, place) => place > 0 && head(one).breaks > 0);
    items.forEach((item, place) => this.item(items, item, place, indent, deeper, broken));
  }

  private item(
    items: readonly Item[],
    item: Item,
    place: number,
    indent: string,
    deeper: string,
    broken: boolean,
  ): void {
    const before = items[place - 1];
    const after = before && !isGroup(before) ? before.token : undefined;
    const own = !isGroup(item) && /^where$/i.test(item.token.text);
    const wanted = head(item).breaks > 0 || (broken && after?.text === ";" && after.kind === "mark");
    if (place > 0 && (after?.kind === "comment" || (wanted && !isGroup(item)))) {
      this.line(own ? indent : deeper, false);
    } else if (place > 0) this.text += gap(before as Item, item);
    if (isGroup(item)) this.group(item, indent);
    else this.text += item.token.text;
  }

  private group(group: Group, indent: string): void {
    const flat = inOneLine([group]);
    if (flat !== undefined && this.column + flat.length <= WIDTH) {
      this.text += flat;
      return;
    }
    this.text += "{";
    const first = group.inner[0];
    const remark = first !== undefined && !isGroup(first) && first.token.kind === "comment" && first.breaks === 0;
    if (remark) this.text += `${first.space || " "}${first.token.text}`;
    const inner = remark ? group.inner.slice(1) : group.inner;
    if (inner.length) this.line(indent + STEP, false);
    this.statements(inner, indent + STEP, false);
    if (group.close) {
      this.line(indent, false);
      this.text += "}";
    }
  }

  private line(indent: string, blank: boolean): void {
    this.text = `${this.text.trimEnd()}\n${blank ? "\n" : ""}${indent}`;
  }

  private get column(): number {
    return this.text.length - (this.text.lastIndexOf("\n") + 1);
  }
}

/** Items as statements: a dot ends one, some keywords begin one, a remark in its own line is one. */
function split(items: readonly Item[], outermost: boolean): Item[][] {
  const found: Item[][] = [];
  let current: Item[] = [];
  let depth = 0;
  const end = (): void => {
    if (current.length) found.push(current);
    current = [];
  };
  items.forEach((item, place) => {
    const token = isGroup(item) ? undefined : item.token;
    const before = items[place - 1];
    if (token?.kind === "mark") depth += Number(/^[([]$/.test(token.text)) - Number(/^[)\]]$/.test(token.text));
    if (depth === 0 && begins(item, before, current, outermost)) end();
    current.push(item);
    const next = items[place + 1];
    const dot = depth === 0 && token?.kind === "mark" && token.text === ".";
    if (dot && (!next || isGroup(next) || next.space || mayPart(token, next.token))) end();
    if (token?.kind === "comment") end();
  });
  end();
  return found;
}

function begins(item: Item, before: Item | undefined, current: readonly Item[], outermost: boolean): boolean {
  if (!before || !current.length) return false;
  const token = isGroup(item) ? undefined : item.token;
  if (token?.kind === "comment") return true;
  const joined = !isGroup(before) && /^(union|minus|not|exists|optional|where|graph|service|silent)$/i.test(before.token.text);
  const first = current[0];
  const condition = first && !isGroup(first) && /^(filter|bind)$/i.test(first.token.text);
  if (condition && !isGroup(before) && before.token.text === ")" && token?.kind !== "mark") return true;
  if (isGroup(before)) {
    if (isGroup(item)) return true;
    if (!token || /^union$/i.test(token.text) || [".", ")", ";", ","].includes(token.text)) return false;
    if (INSIDE.test(token.text) && item && !NEW_LINE.test(token.text)) return false;
    return !(outermost && /^where$/i.test(token.text)) || head(item).breaks > 0;
  }
  if (!token || token.kind !== "word" || joined || !NEW_LINE.test(token.text)) return false;
  if (/^(limit|offset|having)$/i.test(token.text)) return head(item).breaks > 0;
  return true;
}

/** Items as one line, or nothing where a break or a remark stands in them. */
function inOneLine(items: readonly Item[]): string | undefined {
  let line = "";
  for (const [place, item] of items.entries()) {
    if (place > 0) {
      if (head(item).breaks > 0) return undefined;
      line += gap(items[place - 1] as Item, item);
    }
    if (!isGroup(item)) {
      if (item.token.kind === "comment" || /[\r\n]/.test(item.token.text)) return undefined;
      line += item.token.text;
      continue;
    }
    const inner = inOneLine(item.inner);
    if (inner === undefined || !item.close || item.close.breaks > 0 || (item.inner[0] && head(item.inner[0]).breaks > 0)) {
      return undefined;
    }
    line += inner ? `{ ${inner} }` : "{}";
  }
  return line;
}

/** The space between two neighbours: none where there was none, except around braces and behind marks. */
function gap(before: Item, item: Item): string {
  const { space } = head(item);
  if (space || isGroup(item) || isGroup(before)) {
    const closing = !isGroup(item) && isGroup(before) && !space && [")", ","].includes(item.token.text);
    return closing ? "" : " ";
  }
  const parts = !isGroup(before) && before.token.kind === "mark" && before.token.text === ";";
  return parts ? " " : "";
}

function head(item: Item): Piece {
  return isGroup(item) ? item.open : item;
}

function isGroup(item: Item): item is Group {
  return "open" in item;
}
