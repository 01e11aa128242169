// The part of the page with the answer, taken from the page that the server sends for a query.
const SWAPPED = ["answer", "status", "lead", "fields"];

export interface Arrived {
  readonly title: string;
  readonly query: string;
  readonly parts: ReadonlyMap<string, Element>;
}

/** What a page holds; nothing where it is not the page of the form. */
export function readPage(html: string): Arrived | null {
  const page = new DOMParser().parseFromString(html, "text/html");
  const parts = new Map<string, Element>();
  for (const id of SWAPPED) {
    const part = page.getElementById(id);
    if (part) parts.set(id, part);
  }
  const query = page.querySelector<HTMLTextAreaElement>("textarea#query")?.value;
  return parts.has("answer") && query !== undefined ? { title: page.title, query, parts } : null;
}

/** Show what arrived in place of what is there; other scripts hear `kg:answer` and look after the new part. */
export function show(arrived: Arrived): void {
  for (const [id, part] of arrived.parts) {
    const here = document.getElementById(id);
    if (here && (id === "answer" || here.innerHTML !== part.innerHTML)) {
      here.replaceChildren(...part.childNodes);
      if (id !== "status") here.dispatchEvent(new CustomEvent("kg:answer", { bubbles: true }));
    }
  }
  document.title = arrived.title;
}

/** Move focus to the heading of the answer or to the error, so that it is read. */
export function focusAnswer(): void {
  const answer = document.getElementById("answer");
  const target = answer?.querySelector<HTMLElement>("#error, h2") ?? answer;
  if (!target) return;
  if (!target.hasAttribute("tabindex")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "nearest" });
}

/** What had the focus, to be found again in another answer. */
export function focusedIn(answer: HTMLElement | null): (() => boolean) | null {
  const active = document.activeElement;
  if (!(active instanceof HTMLElement) || !answer?.contains(active)) return null;
  const { id, tagName } = active;
  const words = active.textContent;
  return () => {
    const same = [...(document.getElementById("answer")?.querySelectorAll<HTMLElement>(tagName) ?? [])].find(
      (one) => (id ? one.id === id : one.textContent === words),
    );
    same?.focus({ preventScroll: true });
    return same !== undefined;
  };
}
