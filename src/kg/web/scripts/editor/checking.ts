// The server's own reading of the query while it is written: marks in the text, the same in words
// below the editor, and fixes as buttons.
import { completionStatus } from "@codemirror/autocomplete";
import { linter, type Diagnostic } from "@codemirror/lint";
import type { EditorState, Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";
import { announce } from "../announce";
import { say, withCode, type Words } from "./words";

const DELAY_MS = 400;

interface Fix {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

interface Problem {
  readonly severity: "error" | "warning";
  readonly title: string;
  readonly detail: string;
  readonly help: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly from?: number;
  readonly to?: number;
  readonly fixes: readonly Fix[];
}

/** What the last check found, for the list below the editor and the key of the first fix. */
export class Checks {
  private problems: readonly Problem[] = [];
  private text = "";
  private asking = new AbortController();

  constructor(
    private readonly address: string,
    private readonly list: HTMLElement,
    private readonly words: Words,
  ) {}

  /** The extension that checks, and draws what it finds. */
  extension(): Extension {
    return linter((view) => this.check(view), {
      delay: DELAY_MS,
      // Whoever chooses among completions is not done with the word.
      needsRefresh: (update) => choosing(update.startState) && !choosing(update.state),
    });
  }

  /** Apply the first fix that there is; whether there was one. */
  fixFirst(view: EditorView): boolean {
    const fix = this.problems.flatMap((problem) => problem.fixes)[0];
    if (!fix || this.text !== view.state.doc.toString()) {
      announce(say(this.words, "nothingToFix"));
      return true;
    }
    this.apply(view, fix);
    return true;
  }

  private async check(view: EditorView): Promise<Diagnostic[]> {
    this.asking.abort();
    if (choosing(view.state)) return [];
    const text = view.state.doc.toString();
    const asking = (this.asking = new AbortController());
    const found = text.trim() ? await ask(this.address, text, asking.signal) : [];
    if (asking.signal.aborted || !found) return [];
    this.problems = found;
    this.text = text;
    this.tell(view);
    return this.problems.map((problem) => this.diagnostic(problem, text.length));
  }

  private diagnostic(problem: Problem, length: number): Diagnostic {
    const from = Math.min(problem.from ?? 0, length);
    const to = Math.min(Math.max(problem.to ?? 0, from), length);
    return {
      from,
      to,
      severity: problem.severity,
      message: sentence(problem),
      renderMessage: () => inWords(problem),
      actions: problem.fixes.map((fix) => ({
        name: fix.label.replaceAll("`", ""),
        apply: (view: EditorView) => this.apply(view, fix),
      })),
    };
  }

  private tell(view: EditorView): void {
    this.list.replaceChildren(...this.problems.map((problem) => this.entry(view, problem)));
  }

  private entry(view: EditorView, problem: Problem): HTMLLIElement {
    const item = document.createElement("li");
    item.className = problem.severity;
    const place = problem.line === null ? "" : say(this.words, "place", placeOf(problem));
    const told = document.createElement("span");
    if (place) {
      const where = document.createElement("button");
      where.type = "button";
      where.className = "quiet";
      where.textContent = place;
      where.addEventListener("click", () => {
        view.dispatch({ selection: { anchor: problem.from ?? 0 }, scrollIntoView: true });
        view.focus();
      });
      told.append(where, ": ");
    }
    told.append(inWords(problem));
    item.append(told);
    for (const fix of problem.fixes) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button fix";
      button.append(...withCode(fix.label));
      button.addEventListener("click", () => this.apply(view, fix));
      item.append(button);
    }
    return item;
  }

  private apply(view: EditorView, fix: Fix): void {
    if (this.text !== view.state.doc.toString()) return; // the offsets are those of another text
    view.dispatch({
      changes: { from: fix.from, to: fix.to, insert: fix.insert },
      selection: { anchor: fix.from + fix.insert.length },
      scrollIntoView: true,
      userEvent: "input.fix",
    });
    this.problems = [];
    view.focus();
    announce(say(this.words, "fixed", { fix: fix.label.replaceAll("`", "") }));
  }
}

function choosing(state: EditorState): boolean {
  return completionStatus(state) === "active";
}

function placeOf(problem: Problem): Record<string, number> {
  return { line: problem.line ?? 0, column: problem.column ?? 0 };
}

/** What is wrong with a text; nothing where the server could not say. */
async function ask(address: string, text: string, signal: AbortSignal): Promise<Problem[] | null> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams({ query: text }),
      signal,
    });
    return response.ok ? ((await response.json()) as { problems: Problem[] }).problems : null;
  } catch {
    return null;
  }
}

function sentence(problem: Problem): string {
  const detail = problem.detail.charAt(0).toUpperCase() + problem.detail.slice(1);
  if (problem.severity === "warning" && document.documentElement.lang === "zh") return `${detail}。`;
  return `${detail}.${problem.help ? ` ${problem.help.charAt(0).toUpperCase()}${problem.help.slice(1)}.` : ""}`;
}

/** The words of an error are English on every page, those of a warning are the page's. */
function inWords(problem: Problem): HTMLElement {
  const node = document.createElement("span");
  if (problem.severity === "error") node.lang = "en";
  node.append(...withCode(sentence(problem)));
  return node;
}
