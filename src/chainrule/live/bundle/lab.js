// src/lab.ts
function open(page) {
  let part = (id) => page.getElementById(id), lab = {
    text: part("text"),
    optimizer: part("optimizer"),
    epochs: part("epochs"),
    train: part("train"),
    stop: part("stop"),
    wrong: part("wrong"),
    said: part("said"),
    frames: part("frames")
  }, shown = frames(page, lab), asked = 0, waiting = 0, send = async () => {
    let own = ++asked, found = await (await ask("/board", { text: lab.text.value, optimizer: lab.optimizer.value, state: shown.state() })).json();
    own === asked && (lab.wrong.textContent = found.error ?? "", lab.text.setAttribute("aria-invalid", String(found.error !== void 0)), found.page !== void 0 && shown.show(found.page));
  };
  lab.text.addEventListener("input", () => {
    clearTimeout(waiting), waiting = setTimeout(send, 40);
  }), lab.optimizer.addEventListener("change", send), lab.train.addEventListener("click", () => train(lab, shown)), lab.stop.addEventListener("click", () => ask("/stop", {})), send();
}
var ask = (path, question) => fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(question) });
function frames(page, { frames: place, train: train2 }) {
  let seen = null, coming = null, told = {};
  return page.defaultView?.addEventListener("message", ({ source, data }) => {
    typeof data?.state == "string" && (coming && source === coming.contentWindow && (coming.removeAttribute("data-coming"), told.scroll && coming.contentWindow?.postMessage({ scroll: told.scroll }, "*"), seen?.remove(), [seen, coming] = [coming, null], train2.disabled = !1), seen && source === seen.contentWindow && (told = data));
  }), {
    state: () => told.state ?? "",
    show: (text) => {
      coming?.remove(), coming = page.createElement("iframe"), coming.setAttribute("sandbox", "allow-scripts allow-downloads"), coming.dataset.coming = "", coming.title = "The page of this board", coming.srcdoc = text, place.append(coming);
    },
    tell: (news) => seen?.contentWindow?.postMessage(news, "*")
  };
}
async function train(lab, shown) {
  let answer = await ask("/train", { state: shown.state(), epochs: Number(lab.epochs.value) });
  if (!answer.ok || !answer.body) {
    lab.said.textContent = (await answer.json()).error ?? "";
    return;
  }
  lab.train.disabled = !0, lab.stop.disabled = !1, lab.said.textContent = "Python begins; a new network is compiled first.";
  try {
    for await (let news of eventsOf(answer.body))
      news.open !== void 0 && shown.tell({ open: news.open }), news.step !== void 0 && (shown.tell({ streamed: news }), lab.said.textContent = `Python is at step ${news.step}.`), news.done !== void 0 && (lab.said.textContent = `Done: ${news.done}.`);
  } finally {
    lab.train.disabled = !1, lab.stop.disabled = !0;
  }
}
async function* eventsOf(body) {
  let reader = body.getReader(), decoder = new TextDecoder(), text = "";
  for (; ; ) {
    let { done, value } = await reader.read();
    if (done) return;
    text += decoder.decode(value, { stream: !0 });
    let events = text.split(`

`);
    text = events.pop() ?? "";
    for (let event of events) event.startsWith("data: ") && (yield JSON.parse(event.slice(6)));
  }
}
"document" in globalThis && open(document);
export {
  open
};
