// The dialog of earlier queries: each is a button that puts it back into the editor.
import { announce } from "../announce";
import { earlier, forget } from "./history";
import { say, type Words } from "./words";

const LINES = 4;

export function startMenu(words: Words, take: (query: string) => void): void {
  const dialog = document.querySelector<HTMLDialogElement>("#earlier-queries");
  const list = dialog?.querySelector("ol");
  const opener = document.getElementById("earlier");
  if (!dialog || !list || !opener) return;
  const none = dialog.querySelector<HTMLElement>(".none");
  const forgetting = dialog.querySelector<HTMLButtonElement>(".forget");

  function fill(): void {
    const queries = earlier();
    list?.replaceChildren(...queries.map((query) => entry(words, query, choose)));
    if (none) none.hidden = queries.length > 0;
    if (forgetting) forgetting.hidden = queries.length === 0;
  }

  function choose(query: string): void {
    dialog?.close();
    take(query);
  }

  opener.addEventListener("click", () => {
    fill();
    dialog.showModal();
  });
  forgetting?.addEventListener("click", () => {
    forget();
    fill();
    dialog.querySelector<HTMLButtonElement>("[data-closes]")?.focus();
    announce(say(words, "cleared"));
  });
}

function entry(words: Words, query: string, choose: (query: string) => void): HTMLLIElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  const told = query.split("\n").filter((line) => !/^\s*(#|prefix|base|$)/i.test(line));
  button.type = "button";
  button.title = say(words, "take");
  button.textContent = (told.length ? told : query.split("\n")).slice(0, LINES).join("\n");
  button.addEventListener("click", () => choose(query));
  item.append(button);
  return item;
}
