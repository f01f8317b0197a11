/* The lab: what is written on the whiteboard goes to Python, and the page that comes back is shown in a frame. */

const PAUSE = 40; // milliseconds after a key before the text is sent

interface Told {
  readonly state?: string;
  readonly step?: number;
  readonly scroll?: number;
}

interface Lab {
  readonly text: HTMLTextAreaElement;
  readonly optimizer: HTMLSelectElement;
  readonly epochs: HTMLInputElement;
  readonly train: HTMLButtonElement;
  readonly stop: HTMLButtonElement;
  readonly wrong: HTMLElement;
  readonly said: HTMLElement;
  readonly frames: HTMLElement;
}

export function open(page: Document): void {
  const part = <Part extends HTMLElement>(id: string): Part => page.getElementById(id) as Part;
  const lab: Lab = {
    text: part("text"),
    optimizer: part("optimizer"),
    epochs: part("epochs"),
    train: part("train"),
    stop: part("stop"),
    wrong: part("wrong"),
    said: part("said"),
    frames: part("frames"),
  };
  const shown = frames(page, lab);
  let asked = 0; // the questions so far; of several answers the last one counts
  let waiting = 0;
  const send = async (): Promise<void> => {
    const own = ++asked;
    const answer = await ask("/board", { text: lab.text.value, optimizer: lab.optimizer.value, state: shown.state() });
    const found = (await answer.json()) as { readonly page?: string; readonly error?: string };
    if (own !== asked) return;
    lab.wrong.textContent = found.error ?? "";
    lab.text.setAttribute("aria-invalid", String(found.error !== undefined));
    if (found.page !== undefined) shown.show(found.page);
  };
  lab.text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(send, PAUSE);
  });
  lab.optimizer.addEventListener("change", send);
  lab.train.addEventListener("click", () => train(lab, shown));
  lab.stop.addEventListener("click", () => ask("/stop", {}));
  void send();
}

const ask = (path: string, question: object): Promise<Response> =>
  fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) });

// ---- the frame ------------------------------------------------------------------------------------------------------

interface Frames {
  readonly state: () => string;
  readonly show: (page: string) => void;
  readonly tell: (news: object) => void;
}

/* The page that is seen, and the one that is coming: it takes the place of the other once it has computed. */
function frames(page: Document, { frames: place, train }: Lab): Frames {
  let seen: HTMLIFrameElement | null = null;
  let coming: HTMLIFrameElement | null = null;
  let told: Told = {};
  page.defaultView?.addEventListener("message", ({ source, data }: MessageEvent<Told | null>) => {
    if (typeof data?.state !== "string") return;
    if (coming && source === coming.contentWindow) {
      coming.removeAttribute("data-coming");
      if (told.scroll) coming.contentWindow?.postMessage({ scroll: told.scroll }, "*"); // a frame without an origin
      seen?.remove();
      [seen, coming] = [coming, null];
      train.disabled = false;
    }
    if (seen && source === seen.contentWindow) told = data;
  });
  return {
    state: () => told.state ?? "",
    show: (text) => {
      coming?.remove();
      coming = page.createElement("iframe");
      coming.setAttribute("sandbox", "allow-scripts allow-downloads");
      coming.dataset["coming"] = "";
      coming.title = "The page of this board";
      coming.srcdoc = text;
      place.append(coming);
    },
    tell: (news) => seen?.contentWindow?.postMessage(news, "*"),
  };
}

// ---- training in Python ---------------------------------------------------------------------------------------------

interface News {
  readonly open?: string;
  readonly done?: string;
  readonly step?: number;
  readonly costs?: readonly number[];
  readonly vectors?: Readonly<Record<string, readonly number[]>>;
}

async function train(lab: Lab, shown: Frames): Promise<void> {
  const answer = await ask("/train", { state: shown.state(), epochs: Number(lab.epochs.value) });
  if (!answer.ok || !answer.body) {
    lab.said.textContent = ((await answer.json()) as { readonly error?: string }).error ?? "";
    return;
  }
  lab.train.disabled = true;
  lab.stop.disabled = false;
  lab.said.textContent = "Python begins; a new network is compiled first.";
  try {
    for await (const news of eventsOf(answer.body)) {
      if (news.open !== undefined) shown.tell({ open: news.open });
      if (news.step !== undefined) {
        shown.tell({ streamed: news });
        lab.said.textContent = `Python is at step ${news.step}.`;
      }
      if (news.done !== undefined) lab.said.textContent = `Done: ${news.done}.`;
    }
  } finally {
    lab.train.disabled = false;
    lab.stop.disabled = true;
  }
}

/* Server-sent events, each a line of JSON; comments only show that somebody is there. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<News> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: true });
    const events = text.split("\n\n");
    text = events.pop() ?? "";
    for (const event of events) if (event.startsWith("data: ")) yield JSON.parse(event.slice(6)) as News;
  }
}

if ("document" in globalThis) open(document);
