// The form with its editor.  Where any of this fails, the form is the plain one that it was.
import { startMenu } from "./editor/menu";
import { Running } from "./editor/running";
import { stayOnPage } from "./editor/staying";
import { readWords } from "./editor/words";
import { startEditor } from "./editor/writing";

function start(): void {
  const form = document.querySelector<HTMLFormElement>("form#ask");
  const textarea = form?.querySelector<HTMLTextAreaElement>("textarea#query");
  if (!form || !textarea) return;
  const words = readWords(form);
  const running = new Running(form, words);
  const editor = startEditor(form, textarea, words, {
    run: () => form.requestSubmit(),
    cancel: () => running.cancel(),
  });
  document.getElementById("format")?.addEventListener("click", () => {
    editor.format();
    editor.focus();
  });
  startMenu(words, (query) => {
    editor.write(query);
    editor.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (running.cancel()) event.preventDefault();
  });
  if (new URL(form.action, location.href).pathname === location.pathname) {
    stayOnPage(form, editor, running, words);
  }
  if (document.getElementById("error")) editor.check();
}

try {
  start();
} catch (error) {
  console.error(error);
}
