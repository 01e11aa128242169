// Single keys outside of fields: `/` goes to the search box, `?` shows the list of keys, where a switch
// turns both off. Some people press keys without meaning them, speech input among others.
const KEPT = "kg-single-keys";

export function start(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    dialog(event.target.closest<HTMLElement>("[data-opens]")?.dataset["opens"])?.showModal();
    dialog(event.target.closest<HTMLElement>("[data-closes]")?.dataset["closes"])?.close();
  });
  const choice = document.querySelector<HTMLInputElement>("#single-keys");
  if (choice) {
    choice.checked = wanted();
    choice.addEventListener("change", () => remember(choice.checked));
  }
  document.addEventListener("keydown", pressed);
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key !== "/" && event.key !== "?") return;
  if (isField(event.target) || document.querySelector("dialog[open]") || !wanted()) return;
  if (event.key === "?") {
    dialog("keys")?.showModal();
    event.preventDefault();
    return;
  }
  const box = document.querySelector<HTMLInputElement>("[role=search] input:not([type=hidden])");
  if (!box) return;
  box.focus();
  box.select();
  event.preventDefault();
}

function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, [role=textbox]") !== null;
}

function dialog(id: string | undefined): HTMLDialogElement | null {
  const found = id ? document.getElementById(id) : null;
  return found instanceof HTMLDialogElement ? found : null;
}

// Storage may be closed to the page; then the switch holds for this page alone.
let here = true;

function wanted(): boolean {
  try {
    return here && localStorage.getItem(KEPT) !== "off";
  } catch {
    return here;
  }
}

function remember(on: boolean): void {
  here = on;
  try {
    if (on) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "off");
  } catch {
    // See above.
  }
}
