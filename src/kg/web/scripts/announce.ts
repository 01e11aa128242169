// One polite live region for all scripts: what happened, for readers who do not see it.
const region = document.getElementById("said");

/** Say something to screen readers; the same words said twice are heard twice. */
export function announce(words: string): void {
  if (!region) return;
  region.textContent = "";
  setTimeout(() => {
    region.textContent = words;
  }, 50);
}

/** A text that the server put on the live region as `data-<name>`. */
export function wordsFor(name: string): string {
  return region?.dataset[name] ?? "";
}
