// The address of a query is the whole state of the page; the token of a run is no part of it.
const LONGEST = 6_000; // what every proxy lets through, with room for headers

/** Where the form leads as it is filled in. */
export function addressOf(form: HTMLFormElement): URL {
  const address = new URL(form.action, location.href);
  address.hash = ""; // the answer is scrolled to when it is there
  const data = new FormData(form);
  address.search = new URLSearchParams([...data].map(([name, value]) => [name, String(value)])).toString();
  return address;
}

export function isLong(address: URL): boolean {
  return address.pathname.length + address.search.length > LONGEST;
}

/** The address without the query, which is too long for it. */
export function withoutQuery(address: URL): URL {
  const shorter = new URL(address);
  for (const name of ["query", "run"]) shorter.searchParams.delete(name);
  return shorter;
}

/** The request for a page with an answer, under a fresh token; a long query goes into the body. */
export function requestFor(address: URL, token: string, signal: AbortSignal): Request {
  const asked = new URL(address);
  asked.hash = "";
  const options: RequestInit = { headers: { Accept: "text/html" }, signal, cache: "no-store" };
  if (!isLong(address)) {
    asked.searchParams.set("token", token);
    return new Request(asked, options);
  }
  const body = new URLSearchParams(asked.search);
  body.set("token", token);
  asked.search = "";
  return new Request(asked, { ...options, method: "POST", body });
}

/** Whether a link or a form stays on the page: another view of the same answer, not a download. */
export function staysHere(address: URL, form: HTMLFormElement): boolean {
  const own = new URL(form.action, location.href);
  if (address.origin !== own.origin || address.pathname !== own.pathname) return false;
  const language = (url: URL): string | null => url.searchParams.get("lang");
  return !address.searchParams.has("format") && language(address) === language(new URL(location.href));
}
