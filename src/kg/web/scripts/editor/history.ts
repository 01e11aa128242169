// The queries that were run here, kept in this browser alone and never without bound.
const KEPT = "kg-queries";
export const MOST = 50;
export const MOST_CHARACTERS = 100_000;

/** The queries, the latest first. */
export function earlier(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === "string").slice(0, MOST) : [];
  } catch {
    return []; // no storage, or what lies in it is not ours
  }
}

/** Keep a query; the oldest ones give way. */
export function keep(query: string): void {
  const text = query.trim();
  if (!text) return;
  const kept = [text, ...earlier().filter((one) => one !== text)].slice(0, MOST);
  while (kept.length && JSON.stringify(kept).length > MOST_CHARACTERS) kept.pop();
  try {
    localStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // Storage is closed or full: then nothing is kept.
  }
}

export function forget(): void {
  try {
    localStorage.removeItem(KEPT);
  } catch {
    // Nothing was kept.
  }
}
