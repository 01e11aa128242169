// Buttons that copy: `data-copy="#id"` copies what an element holds, any other value itself.
import { announce, wordsFor } from "./announce";

const SHOWN_MS = 2000;

export function start(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest<HTMLElement>("[data-copy]");
    if (button) void copyFrom(button);
  });
}

async function copyFrom(button: HTMLElement): Promise<void> {
  const copied = await write(textOf(button.dataset["copy"] ?? ""));
  announce(wordsFor(copied ? "copied" : "notCopied"));
  button.dataset["state"] = copied ? "copied" : "failed";
  setTimeout(() => delete button.dataset["state"], SHOWN_MS);
}

function textOf(value: string): string {
  if (!value.startsWith("#")) return value;
  const element = document.getElementById(value.slice(1));
  if (element instanceof HTMLTextAreaElement || element instanceof HTMLInputElement) return element.value;
  return element?.textContent?.trim() ?? "";
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages that come without encryption have no clipboard of their own.
    return writeBySelection(text);
  }
}

function writeBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  const before = document.activeElement;
  field.value = text;
  field.className = "for-ears";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return copied;
}
