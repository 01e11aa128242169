// One query at a time: it is asked, time passes, it can be cancelled, and its answer is shown.
import { announce } from "../announce";
import { readPage, show, type Arrived } from "./answers";
import { requestFor } from "./addresses";
import { say, type Words } from "./words";

const CANCEL_AFTER_MS = 2_000;
const TICK_MS = 100;
const GONE_AFTER_MS = 3_000; // how long Cancel waits for the server before the connection is closed

export type Outcome = "shown" | "cancelled" | "failed" | "overtaken";

interface Run {
  readonly token: string;
  readonly abort: AbortController;
  cancelled: boolean;
}

export class Running {
  /** The page of the last answer that was shown. */
  arrived: Arrived | null = null;
  private run: Run | null = null;
  private shown = false;
  private readonly status = document.getElementById("status");
  private readonly cancelButton = document.getElementById("cancel");
  private readonly outcome = document.getElementById("outcome");
  private readonly answer = document.getElementById("answer");
  private readonly limit: string;

  constructor(
    form: HTMLFormElement,
    private readonly words: Words,
  ) {
    this.limit = form.dataset["limit"] ?? "";
    this.cancelButton?.addEventListener("click", () => this.cancel());
  }

  /** Whether a query runs. */
  get busy(): boolean {
    return this.run !== null;
  }

  /** Ask for the page of an address and show its answer; a run that is still going gives way. */
  async ask(address: URL): Promise<Outcome> {
    this.giveWay();
    const run: Run = { token: crypto.randomUUID(), abort: new AbortController(), cancelled: false };
    this.run = run;
    if (this.status && this.status.dataset["before"] === undefined) {
      this.status.dataset["before"] = this.status.textContent ?? "";
    }
    const stop = this.begin(run);
    let told = "";
    try {
      const response = await fetch(requestFor(address, run.token, run.abort.signal));
      const arrived = readPage(await response.text());
      if (run.cancelled) return this.wasCancelled();
      if (this.run !== run) return "overtaken";
      if (arrived) {
        show(arrived);
        this.arrived = arrived;
        this.shown = true;
        this.answer?.classList.remove("stale");
        return "shown";
      }
      told = say(this.words, "strange", { status: response.status });
    } catch {
      if (run.cancelled) return this.wasCancelled();
      if (this.run !== run) return "overtaken";
      told = say(this.words, "network");
    } finally {
      stop();
      if (this.run === run) this.end();
    }
    this.tell(told, "error");
    return "failed";
  }

  /** Cancel what runs; whether something did. */
  cancel(): boolean {
    const run = this.run;
    if (!run) return false;
    if (run.cancelled) return true;
    run.cancelled = true;
    if (this.status) this.status.textContent = say(this.words, "cancelling");
    const end = (): void => run.abort.abort();
    const impatient = setTimeout(end, GONE_AFTER_MS);
    fetch("/sparql/cancel", { method: "POST", body: new URLSearchParams({ token: run.token }) })
      .catch(() => undefined)
      .finally(() => {
        clearTimeout(impatient);
        end();
      });
    return true;
  }

  /** Say something about the run in words that stay on the page. */
  tell(words: string, kind: "note" | "error"): void {
    if (!this.outcome) return;
    this.outcome.className = kind === "error" ? "error" : "notice";
    this.outcome.textContent = words;
    this.outcome.hidden = words === "";
  }

  private wasCancelled(): Outcome {
    const earlier = this.answer?.querySelector("h2") !== null;
    this.tell(say(this.words, earlier ? "cancelled" : "cancelledFirst"), "note");
    this.answer?.classList.toggle("stale", earlier);
    return "cancelled";
  }

  private giveWay(): void {
    const run = this.run;
    if (!run) return;
    this.cancel();
    this.run = null;
    run.cancelled = false;
  }

  /** Show that a query runs; what is returned ends that. */
  private begin(run: Run): () => void {
    const started = performance.now();
    this.tell("", "note");
    this.answer?.classList.add("stale");
    this.answer?.setAttribute("aria-busy", "true");
    const tick = setInterval(() => {
      if (!this.status || run.cancelled || this.run !== run) return;
      const elapsed = ((performance.now() - started) / 1_000).toFixed(1);
      this.status.textContent = say(this.words, "running", { elapsed, limit: this.limit });
    }, TICK_MS);
    const later = setTimeout(() => {
      if (this.run !== run) return;
      if (this.cancelButton) this.cancelButton.hidden = false;
      announce(say(this.words, "runningAloud"));
    }, CANCEL_AFTER_MS);
    return () => {
      clearInterval(tick);
      clearTimeout(later);
    };
  }

  private end(): void {
    this.run = null;
    const focused = document.activeElement === this.cancelButton;
    if (this.cancelButton) this.cancelButton.hidden = true;
    if (focused) document.querySelector<HTMLElement>("#ask button.main")?.focus();
    this.answer?.removeAttribute("aria-busy");
    const before = this.status?.dataset["before"];
    if (this.status && !this.shown && before !== undefined) this.status.textContent = before;
    delete this.status?.dataset["before"];
    this.shown = false;
  }
}
