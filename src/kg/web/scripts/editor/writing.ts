// The editor itself: CodeMirror in place of the textarea, which stays what the form sends.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { forceLinting, lintKeymap } from "@codemirror/lint";
import { EditorState, Prec, type Extension } from "@codemirror/state";
import {
  EditorView,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";
import { announce } from "../announce";
import { Checks } from "./checking";
import { completions } from "./completion";
import { thingsAt } from "./entities";
import { format } from "./format";
import { highlighting } from "./highlighting";
import { typingOver } from "./replacing";
import { vocabularyOf } from "./vocabulary";
import { say, type Words } from "./words";

export interface Editor {
  readonly text: string;
  /** Put another query in; it can be undone. */
  write(text: string): void;
  format(): void;
  check(): void;
  focus(): void;
}

/** Put the editor in place of the textarea; `run` and `cancel` are what its keys call. */
export function startEditor(
  form: HTMLFormElement,
  textarea: HTMLTextAreaElement,
  words: Words,
  keys: { run: () => void; cancel: () => boolean },
): Editor {
  const box = textarea.parentElement;
  const list = document.getElementById("check");
  if (!box || !list) throw new Error("the form has no place for an editor");
  const checks = new Checks(form.dataset["check"] ?? "", list, words);
  const height = textarea.offsetHeight;
  const view = new EditorView({
    state: EditorState.create({
      doc: textarea.value,
      extensions: [
        nonce(),
        Prec.highest(keymap.of(ownKeys(words, keys, checks))),
        editing(form, words),
        checks.extension(),
        named(textarea),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) textarea.value = update.state.doc.toString();
        }),
      ],
    }),
    parent: box,
  });
  box.style.setProperty("--height", `${height}px`);
  box.classList.add("with-editor");
  textarea.hidden = true;
  for (const label of textarea.labels ?? []) label.addEventListener("click", () => view.focus());
  return {
    get text() {
      return view.state.doc.toString();
    },
    write: (text) => replace(view, text),
    format: () => formatNow(view, words),
    check: () => forceLinting(view),
    focus: () => view.focus(),
  };
}

function editing(form: HTMLFormElement, words: Words): Extension {
  const vocabulary = vocabularyOf(form.dataset["vocabulary"] ?? "");
  const find = thingsAt(form.dataset["search"] ?? "");
  return [
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightActiveLine(),
    highlightSpecialChars(),
    history(),
    drawSelection(),
    rectangularSelection(),
    indentUnit.of("  "),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    EditorView.lineWrapping,
    highlighting,
    typingOver(),
    autocompletion({ override: completions({ vocabulary, find, words }), icons: false, maxRenderedOptions: 60 }),
    // Tab is not bound: it leaves the editor as it leaves any field.
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
    EditorState.phrases.of({ Completions: say(words, "completions"), Diagnostics: say(words, "check") }),
    EditorView.domEventHandlers({ focus: () => void vocabulary() }),
  ];
}

function ownKeys(words: Words, keys: { run: () => void; cancel: () => boolean }, checks: Checks) {
  return [
    { key: "Mod-Enter", run: () => (keys.run(), true) },
    // Escape closes what is open; else it cancels what runs.
    { key: "Escape", run: (view: EditorView) => completionStatus(view.state) !== "active" && keys.cancel() },
    { key: "Shift-Mod-f", run: (view: EditorView) => (formatNow(view, words), true), preventDefault: true },
    { key: "Mod-.", run: (view: EditorView) => checks.fixFirst(view), preventDefault: true },
  ];
}

/** The accessible name is that of the textarea's label. */
function named(textarea: HTMLTextAreaElement): Extension {
  return EditorView.contentAttributes.of({
    "aria-labelledby": "query-name",
    "aria-describedby": ["editor-hint", textarea.getAttribute("aria-describedby")].filter(Boolean).join(" "),
    spellcheck: "false",
    autocapitalize: "off",
    autocorrect: "off",
  });
}

function nonce(): Extension {
  const found = document.querySelector<HTMLElement>("script[data-style-nonce]")?.dataset["styleNonce"];
  return found ? EditorView.cspNonce.of(found) : [];
}

function replace(view: EditorView, text: string): void {
  if (text === view.state.doc.toString()) return;
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: "input" });
}

function formatNow(view: EditorView, words: Words): void {
  replace(view, format(view.state.doc.toString()));
  announce(say(words, "formatted"));
}
