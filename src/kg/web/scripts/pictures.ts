// Pictures: a thing under the pointer or with the focus stands out with its neighbours and their lines.
// Nothing moves and nothing is hidden, so the picture says the same without it.

export function start(): void {
  for (const picture of document.querySelectorAll<SVGSVGElement>("svg.picture")) follow(picture);
}

function follow(picture: SVGSVGElement): void {
  const pick = (event: Event): void => light(picture, nodeOf(event.target));
  const leave = (): void => light(picture, nodeOf(document.activeElement, picture));
  // An SVG that listens for the focus itself would become a stop for the keyboard.
  const around = picture.parentElement;
  around?.addEventListener("pointerover", pick);
  around?.addEventListener("pointerleave", leave);
  around?.addEventListener("focusin", pick);
  around?.addEventListener("focusout", () => light(picture, null));
}

function nodeOf(target: EventTarget | null, inside?: Element): string | null {
  if (!(target instanceof Element) || (inside && !inside.contains(target))) return null;
  return target.closest<SVGElement>("[data-node]")?.dataset["node"] ?? null;
}

function light(picture: SVGSVGElement, node: string | null): void {
  if (picture.dataset["picked"] === (node ?? "")) return;
  picture.dataset["picked"] = node ?? "";
  picture.classList.toggle("picked", node !== null);
  const near = new Set(node === null ? [] : [node]);
  for (const edge of picture.querySelectorAll<SVGElement>("[data-between]")) {
    const ends = (edge.dataset["between"] ?? "").split(" ");
    const lit = node !== null && ends.includes(node);
    edge.classList.toggle("lit", lit);
    if (lit) ends.forEach((end) => near.add(end));
  }
  for (const one of picture.querySelectorAll<SVGElement>("[data-node]")) {
    one.classList.toggle("lit", near.has(one.dataset["node"] ?? ""));
  }
}
