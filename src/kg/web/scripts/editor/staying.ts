// Queries and links of the form run without leaving its page; the address stays the whole state, so that
// Back, Forward, a reload and a shared link do what people expect.
import { addressOf, isLong, staysHere, withoutQuery } from "./addresses";
import { focusAnswer, focusedIn } from "./answers";
import { keep } from "./history";
import type { Running } from "./running";
import { say, type Words } from "./words";
import type { Editor } from "./writing";

interface Kept {
  /** The query of an entry of the browser's history whose address is too short for it. */
  readonly query?: string;
}

/** Take over what the form, the answer and the browser's history would load a page for. */
export function stayOnPage(form: HTMLFormElement, editor: Editor, running: Running, words: Words): void {
  takeBack(history.state as Kept | null);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const query = editor.text;
    keep(query);
    void go(addressOf(form), query, focusAnswer);
  });
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("#answer a[href]") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (event.defaultPrevented || link.target || link.hasAttribute("download")) return;
    const address = new URL(link.href);
    const onlyHash = address.hash !== "" && address.search === location.search;
    if (!onlyHash && staysHere(address, form)) follow(event, address);
  });
  document.addEventListener("submit", (event) => {
    const inner = event.target;
    if (!(inner instanceof HTMLFormElement) || inner === form || !inner.closest("#answer")) return;
    if (inner.method !== "get" || event.defaultPrevented) return;
    const address = addressOf(inner);
    if (staysHere(address, form)) follow(event, address);
  });
  window.addEventListener("popstate", (event) => {
    takeBack(event.state as Kept | null);
    void running.ask(new URL(location.href)).then((outcome) => {
      if (outcome === "shown") takeTheirs(new URL(location.href));
    });
  });

  function follow(event: Event, address: URL): void {
    event.preventDefault();
    const again = focusedIn(document.getElementById("answer"));
    void go(address, "", () => {
      if (!again?.()) focusAnswer();
    }).then((shown) => shown && takeTheirs(address));
  }

  async function go(address: URL, query: string, focus: () => void): Promise<boolean> {
    if ((await running.ask(address)) !== "shown") return false;
    remember(address, query);
    if (document.getElementById("error")) editor.check();
    focus();
    return true;
  }

  function remember(address: URL, query: string): void {
    const long = isLong(address) && query !== "";
    const shown = long ? withoutQuery(address) : address;
    const entry: Kept = long ? { query } : {};
    history[!long && shown.href === location.href ? "replaceState" : "pushState"](entry, "", shown);
    if (long) running.tell(say(words, "long"), "note");
  }

  function takeBack(kept: Kept | null): void {
    if (kept?.query !== undefined) editor.write(kept.query);
  }

  /** Write the query of the page that was shown, where its address names one. */
  function takeTheirs(address: URL): void {
    const query = running.arrived?.query;
    if (query !== undefined && address.searchParams.has("query")) editor.write(query);
  }
}
