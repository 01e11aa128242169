// Suggestions for the search box and for fields that take a thing of the graph: an editable combobox
// with a list, whose options are chosen by hand (WAI-ARIA 1.2, the pattern of the APG).  Without a
// chosen option, Enter sends what was typed, exactly as it does without this script.
import { announce } from "./announce";

interface Words {
  text: string;
  language: string;
}
interface Candidate {
  id: string;
  iri: string;
  label: string;
  language: string;
  kinds: Words[];
  why: string;
  matched: Words;
}
interface Answer {
  candidates: Candidate[];
  summary: string;
}

const FIELDS = "input[data-search], input[data-picker]";
const MOST = 8;
const PAUSE = 120; // milliseconds without a key before a question is asked
const QUIET = 600; // and before the number of suggestions is said
const ready = new WeakSet<Element>();
let lists = 0;

export function start(): void {
  document.querySelectorAll<HTMLInputElement>(FIELDS).forEach(attach);
  // Fields that come later, with a part of the page that another script replaced.
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.matches(FIELDS)) attach(event.target);
  });
}

function attach(input: HTMLInputElement): void {
  if (ready.has(input)) return;
  ready.add(input);
  const list = document.createElement("ul");
  list.id = `options-${++lists}`;
  list.className = "options";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const kept = "picker" in input.dataset ? keepId(input) : null;
  const known = new Map<string, Answer>();
  let shown: Candidate[] = [];
  let active = -1;
  let waiting = 0;
  let saying = 0;
  let asking: AbortController | null = null;

  function close(): void {
    clearTimeout(waiting);
    clearTimeout(saying);
    asking?.abort();
    list.hidden = true;
    shown = [];
    move(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function move(to: number): void {
    active = to;
    [...list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === to));
      if (place === to) option.scrollIntoView({ block: "nearest" });
    });
    const chosen = list.children[to];
    if (chosen) input.setAttribute("aria-activedescendant", chosen.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function choose(one: Candidate): void {
    close();
    if (kept) {
      kept.keep(one);
      return;
    }
    input.value = one.label;
    location.assign(addressOf(one, input));
  }

  function show(answer: Answer): void {
    shown = answer.candidates;
    list.replaceChildren(...shown.map((one, place) => option(one, `${list.id}-${place}`)));
    move(-1);
    list.hidden = shown.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    clearTimeout(saying);
    saying = window.setTimeout(() => announce(answer.summary), QUIET);
  }

  async function ask(): Promise<void> {
    const text = input.value.trim();
    asking?.abort();
    if (!text) {
      close();
      return;
    }
    const before = known.get(text);
    if (before) {
      show(before);
      return;
    }
    asking = new AbortController();
    try {
      const response = await fetch(questionOf(text, input), { signal: asking.signal });
      if (!response.ok) return;
      const answer = (await response.json()) as Answer;
      if (known.size > 50) known.clear();
      known.set(text, answer);
      if (document.activeElement === input && input.value.trim() === text) show(answer);
    } catch {
      // Left for a newer question, or no network: the form works without suggestions.
    }
  }

  function askSoon(): void {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void ask(), PAUSE);
  }

  input.addEventListener("input", (event) => {
    kept?.forget();
    if (!(event as InputEvent).isComposing) askSoon();
  });
  input.addEventListener("compositionend", askSoon);
  input.addEventListener("blur", close);
  input.form?.addEventListener("submit", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) {
        void ask();
        return;
      }
      // One place more than there are options: the field itself.
      const places = shown.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      move(((active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter") {
      const one = open ? shown[active] : undefined;
      if (one) {
        event.preventDefault();
        choose(one);
      }
    } else if (event.key === "Escape") {
      if (open) {
        event.preventDefault();
        event.stopPropagation();
        close();
      }
    } else if (event.key === "Home" || event.key === "End") {
      move(-1); // the cursor moves within the text
    }
  });
  // The field keeps the focus, so a click is a click and no loss of focus before it.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const place = [...list.children].findIndex((one) => one.contains(event.target as Node));
    const one = shown[place];
    if (one) choose(one);
  });
}

/** A field shows a name and sends an id: a hidden field carries the id until the text is changed. */
function keepId(input: HTMLInputElement): { keep(one: Candidate): void; forget(): void } {
  const name = input.name;
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  input.after(hidden);

  function hold(value: string, label: string): void {
    hidden.name = name;
    hidden.value = value;
    input.value = label;
    input.removeAttribute("name");
    input.removeAttribute("aria-invalid");
  }

  const label = input.dataset["shown"];
  if (label && input.value) hold(input.value, label);
  return {
    keep(one) {
      hold(one.id || one.iri, one.label);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    forget() {
      if (!hidden.name) return;
      hidden.removeAttribute("name");
      hidden.value = "";
      input.name = name;
    },
  };
}

function questionOf(text: string, input: HTMLInputElement): string {
  const asked = new URLSearchParams({ q: text, limit: String(MOST), lang: document.documentElement.lang });
  for (const kind of (input.dataset["kinds"] ?? "").split(" ")) if (kind) asked.append("kind", kind);
  const chosen = input.form?.querySelector<HTMLSelectElement>("select[name=kind]");
  if ("search" in input.dataset && chosen?.value) asked.append("kind", chosen.value);
  return `/search.json?${asked.toString()}`;
}

function addressOf(one: Candidate, input: HTMLInputElement): string {
  const language = input.form?.querySelector<HTMLInputElement>("input[type=hidden][name=lang]")?.value;
  return `/id/${encodeURIComponent(one.id)}${language ? `?lang=${encodeURIComponent(language)}` : ""}`;
}

function option(one: Candidate, id: string): HTMLLIElement {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  item.append(worded("span", { text: one.label, language: one.language }), " ");
  const kinds = document.createElement("small");
  one.kinds.forEach((kind, place) => kinds.append(place ? ", " : "", worded("span", kind)));
  const why = document.createElement("small");
  why.className = "by";
  why.append(one.why);
  if (one.matched.text !== one.label) why.append(" — ", worded("span", one.matched));
  item.append(kinds, " ", why);
  return item;
}

function worded(tag: string, words: Words): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = words.text;
  if (words.language) element.lang = words.language;
  return element;
}
