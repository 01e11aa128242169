// Arrow keys in the tabs above an answer: they move the focus from view to view, Enter opens one.
const MOVES: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: (at, last) => (at > 0 ? at - 1 : last),
  ArrowRight: (at, last) => (at < last ? at + 1 : 0),
  Home: () => 0,
  End: (_at, last) => last,
};

export function start(): void {
  document.addEventListener("keydown", (event) => {
    const move = MOVES[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!(event.target instanceof HTMLAnchorElement)) return;
    const tabs = event.target.closest(".views");
    if (!tabs) return;
    const links = [...tabs.querySelectorAll("a")];
    links[move(links.indexOf(event.target), links.length - 1)]?.focus();
    event.preventDefault();
  });
}
