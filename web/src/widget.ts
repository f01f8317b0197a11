/* The widget of a notebook: a frame with a page, whose state the kernel reads, and which opens what the kernel asks. */

interface Model {
  get(name: string): unknown;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, act: () => void): void;
  off(event: string, act: () => void): void;
}

function render({ model, el }: { readonly model: Model; readonly el: HTMLElement }): () => void {
  const page = el.ownerDocument;
  const frame = page.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-downloads");
  frame.title = String(model.get("title"));
  frame.style.cssText = `width:100%;height:${Number(model.get("height"))}px;border:0`;
  frame.srcdoc = String(model.get("page"));
  let runs = false; // once it has told a state, it listens
  const ask = (): void => {
    const asked = model.get("asked");
    if (runs && asked && Object.keys(asked).length) frame.contentWindow?.postMessage(asked, "*"); // of no origin
  };
  const hear = ({ source, data }: MessageEvent<{ readonly state?: unknown; readonly step?: unknown } | null>): void => {
    if (source !== frame.contentWindow || typeof data?.state !== "string") return;
    const first = !runs;
    runs = true;
    if (first) ask();
    model.set("state", data.state);
    model.set("step", Number(data.step));
    model.save_changes();
  };
  page.defaultView?.addEventListener("message", hear);
  model.on("change:asked", ask);
  el.append(frame);
  return () => {
    page.defaultView?.removeEventListener("message", hear);
    model.off("change:asked", ask);
    frame.remove();
  };
}

export default { render };
