/* Share: the state as a link or a file, which open with the same numbers; texts and pictures to take along. */

import { asPng, asSvg, filled, picturesOf } from "./exporting";
import { hiddenBy, hiding, panelsOf } from "./hiding";
import type { Payload } from "./payload";
import { fold, writeShared } from "./shared";
import { type Moment, type View, element, write } from "./view";

export interface Sharing {
  readonly open: (text: string) => Promise<void>; // the text of a file
  readonly selection: () => string;
}

export function sharing(panel: HTMLElement, payload: Payload, { open, selection }: Sharing): View {
  const page = panel.ownerDocument;
  const said = panel.querySelector("[role=status]");
  const link = panel.querySelector<HTMLInputElement>("[name=link]");
  const file = panel.querySelector<HTMLInputElement>("[type=file]");
  const hidden = checkboxes(panel);
  let moment: Moment | null = null;
  const say = (text: string): void => void (said && write(said, text));
  const on = (name: string, act: () => unknown): void => panel.querySelector(`[data-share=${name}]`)?.addEventListener("click", act);
  const shared = (): string => (moment ? writeShared(payload, moment.state, selection()) : "");

  on("copy", async () => {
    const { location } = page;
    const fragment = `#${await fold(shared())}`;
    const query = hidden ? hiding(hidden()) : "";
    const address = location.protocol === "about:" ? fragment : location.href.replace(/[?#].*$/su, "") + query + fragment;
    if (link) link.value = address;
    link?.select();
    say((await copied(page, address)) ? `Copied: ${address.length} characters.` : "The link is selected, to be copied.");
  });
  on("save", () => save(page, `${nameOf(payload)}.json`, new Blob([shared()], { type: "application/json" })));
  on("open", () => file?.click());
  file?.addEventListener("change", async () => {
    const text = await file.files?.[0]?.text();
    file.value = "";
    if (text !== undefined) await open(text);
  });
  texts(panel, payload, () => moment);
  pictures(panel, say);
  return (now) => {
    moment = now;
    if (link?.value) link.value = ""; // it was of other numbers
  };
}

/* What opening came to, in words; nothing where it went well. */
export function sayOpened(panel: HTMLElement | null, text: string): void {
  const said = panel?.querySelector("[role=status]");
  if (said) write(said, text);
}

/* A box for each panel that may be hidden; the names of those that are to be. */
function checkboxes(panel: HTMLElement): (() => string[]) | null {
  const place = panel.querySelector("[data-share=panels]");
  if (!place) return null;
  const page = panel.ownerDocument;
  const now = hiddenBy(page.location.search);
  for (const name of panelsOf(page).keys()) {
    const box = element(page, "input", { type: "checkbox", value: name }) as HTMLInputElement;
    box.checked = now.includes(name);
    place.append(element(page, "label", { class: "tick" }, box, name.replaceAll("-", " ")));
  }
  return () => [...place.querySelectorAll<HTMLInputElement>(":checked")].map((one) => one.value);
}

function texts(panel: HTMLElement, payload: Payload, moment: () => Moment | null): void {
  const page = panel.ownerDocument;
  const place = panel.querySelector("[data-share=texts]");
  for (const one of payload.exports) {
    const button = element(page, "button", { type: "button" }, one.name);
    button.addEventListener("click", () => {
      const now = moment();
      if (now) save(page, one.file, new Blob([filled(one, payload.leaves, now.state)], { type: "text/plain;charset=utf-8" }));
    });
    place?.append(button);
  }
}

function pictures(panel: HTMLElement, say: (text: string) => void): void {
  const page = panel.ownerDocument;
  const choice = panel.querySelector<HTMLSelectElement>("[name=picture]");
  const fill = (): void => {
    const chosen = choice?.value;
    choice?.replaceChildren(...[...picturesOf(page).keys()].map((name) => element(page, "option", {}, name)));
    if (choice && chosen) choice.value = chosen;
  };
  choice?.addEventListener("pointerdown", fill);
  choice?.addEventListener("focus", fill);
  fill();
  for (const kind of ["svg", "png"] as const) {
    panel.querySelector(`[data-share=${kind}]`)?.addEventListener("click", async () => {
      const name = choice?.value ?? "";
      const picture = picturesOf(page).get(name);
      if (!picture) return say("This picture is not seen now.");
      if (kind === "svg" && !(picture instanceof SVGSVGElement)) return say("This picture is made of pixels; save it as PNG.");
      const made = kind === "png" ? await asPng(picture) : new Blob([asSvg(picture as SVGSVGElement)], { type: "image/svg+xml" });
      if (made) save(page, `${fileName(name)}.${kind}`, made);
    });
  }
}

async function copied(page: Document, text: string): Promise<boolean> {
  if (page.location.protocol === "about:") return false; // a frame may not write there
  try {
    await page.defaultView?.navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false; // a browser may refuse, and the text is selected
  }
}

function save(page: Document, name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  element(page, "a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const fileName = (title: string): string => title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/gu, "").slice(0, 60) || "page";
const nameOf = (payload: Payload): string => fileName(payload.title);
