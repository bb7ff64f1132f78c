(() => {
  "use strict";
  // A symbol under the pointer or the focus lights up wherever it stands: formulas, drawings, tables, code.
  const root = document.currentScript.closest(".backproof");
  const named = (tensor) => [...root.querySelectorAll("[data-tensor]")].filter((each) => each.dataset.tensor === tensor);
  let pinned = null, shown = null;
  const light = (symbol) => {
    const { tensor, entry } = symbol?.dataset ?? {};
    const key = symbol ? `${tensor} ${entry ?? ""}` : null;
    if (key === shown) return;
    shown = key;
    root.querySelectorAll(".bp-lit").forEach((each) => each.classList.remove("bp-lit"));
    if (!symbol) return;
    named(tensor).filter((each) => !entry || !each.dataset.entry || each.dataset.entry === entry)
      .forEach((each) => each.classList.add("bp-lit"));
  };
  const symbolAt = (target) => target instanceof Element ? target.closest("[data-tensor]") : null;
  root.addEventListener("pointerover", (event) => light(symbolAt(event.target) ?? pinned));
  root.addEventListener("pointerleave", () => light(pinned));
  root.addEventListener("focusin", (event) => light(symbolAt(event.target) ?? pinned));
  root.addEventListener("focusout", () => light(pinned));
  const pin = (symbol) => {
    pinned = pinned === symbol ? null : symbol;
    root.querySelectorAll(".bp-symbol").forEach((each) => each.setAttribute("aria-pressed", String(each === pinned)));
    light(pinned);
  };
  root.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest(".bp-symbol") : null;
    if (button) pin(button);
  });
  root.addEventListener("keydown", (event) => { if (event.key === "Escape" && pinned) pin(pinned); });
  // The letter that heads a row is a button: the way to the same for the keyboard, once for each tensor.
  const heads = [...root.querySelectorAll("th[scope=row] > math:only-child > [data-tensor]:only-child:not([data-entry])")];
  const open = heads.filter((each) => !each.closest("details:not([open])"));
  const first = new Map([...open, ...heads].reverse().map((each) => [each.dataset.tensor, each]));
  first.forEach((symbol, tensor) => {
    const math = symbol.parentElement, button = document.createElement("button");
    Object.assign(button, { type: "button", className: "bp-symbol", title: "Show where it stands" });
    button.dataset.tensor = tensor;
    button.setAttribute("aria-pressed", "false");
    math.replaceWith(button);
    button.append(math);
  });
})();
