// The texts of the form, in the language of the page; the server puts them on the form.
export interface Words {
  readonly [key: string]: string;
}

export function readWords(form: HTMLFormElement): Words {
  return JSON.parse(form.dataset["words"] ?? "{}") as Words;
}

/** A text with its `{places}` filled in. */
export function say(words: Words, key: string, values: Record<string, string | number> = {}): string {
  const text = words[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

/** Text with `code` between backticks, as nodes. */
export function withCode(text: string): (Node | string)[] {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}
