// The marks beside the cells of an answer: the passages behind a thing, shown without leaving the page.
// Without scripts, with a key held or when nothing arrives, a mark is a link to the page of the same.
const MARK = "a[data-evidence]";
let dialog: HTMLDialogElement | null = null;
let waiting: AbortController | null = null;

export function start(): void {
  document.addEventListener("click", (event) => {
    const mark = event.target instanceof Element && event.target.closest<HTMLAnchorElement>(MARK);
    if (!mark || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    void show(mark);
  });
  document.addEventListener("focusin", (event) => {
    if (event.target instanceof Element && event.target.matches(MARK)) tell(event.target);
  });
  for (const mark of document.querySelectorAll(MARK)) tell(mark);
}

// What a mark opens depends on this script, so the script says it.
function tell(mark: Element): void {
  mark.setAttribute("aria-haspopup", "dialog");
}

async function show(mark: HTMLAnchorElement): Promise<void> {
  waiting?.abort();
  const asked = (waiting = new AbortController());
  mark.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(mark.href, { headers: { Accept: "text/html" }, signal: asked.signal });
    const read = new DOMParser().parseFromString(await response.text(), "text/html");
    const passages = response.ok && read.getElementById("passages");
    if (!passages) return open(mark.href);
    fill(mark, passages);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) open(mark.href);
  } finally {
    mark.removeAttribute("aria-busy");
  }
}

function open(address: string): void {
  location.assign(address);
}

function fill(mark: HTMLAnchorElement, passages: HTMLElement): void {
  const box = (dialog ??= make());
  const title = document.createElement("h2");
  title.id = "behind-title";
  title.textContent = mark.getAttribute("aria-label");
  const whole = document.createElement("a");
  whole.href = mark.href;
  whole.textContent = words("whole");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "button";
  close.textContent = words("close");
  close.addEventListener("click", () => box.close());
  const head = document.createElement("header");
  head.append(title, close);
  passages.removeAttribute("id");
  // The heading of the dialog is one above those of the passages.
  for (const heading of passages.querySelectorAll("h2")) heading.replaceWith(lowered(heading));
  const foot = document.createElement("p");
  foot.append(whole);
  box.replaceChildren(head, passages, foot);
  box.showModal();
  title.tabIndex = -1;
  title.focus();
  box.addEventListener("close", () => (mark.isConnected ? mark : document.getElementById("answer"))?.focus(), {
    once: true,
  });
}

function lowered(heading: HTMLElement): HTMLElement {
  const lower = document.createElement("h3");
  lower.append(...heading.childNodes);
  lower.id = `behind-${heading.id}`;
  heading.parentElement?.setAttribute("aria-labelledby", lower.id);
  return lower;
}

function make(): HTMLDialogElement {
  const box = document.createElement("dialog");
  box.id = "behind";
  box.setAttribute("aria-labelledby", "behind-title");
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close(); // the backdrop
  });
  document.body.append(box);
  return box;
}

function words(name: "whole" | "close"): string {
  return document.querySelector<HTMLElement>("[data-evidence-words]")?.dataset[name] ?? "";
}
