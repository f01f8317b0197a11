// src/widget.ts
function render({ model, el }) {
  let page = el.ownerDocument, frame = page.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts allow-downloads"), frame.title = String(model.get("title")), frame.style.cssText = `width:100%;height:${Number(model.get("height"))}px;border:0`, frame.srcdoc = String(model.get("page"));
  let runs = !1, ask = () => {
    let asked = model.get("asked");
    runs && asked && Object.keys(asked).length && frame.contentWindow?.postMessage(asked, "*");
  }, hear = ({ source, data }) => {
    if (source !== frame.contentWindow || typeof data?.state != "string") return;
    let first = !runs;
    runs = !0, first && ask(), model.set("state", data.state), model.set("step", Number(data.step)), model.save_changes();
  };
  return page.defaultView?.addEventListener("message", hear), model.on("change:asked", ask), el.append(frame), () => {
    page.defaultView?.removeEventListener("message", hear), model.off("change:asked", ask), frame.remove();
  };
}
var widget_default = { render };
export {
  widget_default as default
};
