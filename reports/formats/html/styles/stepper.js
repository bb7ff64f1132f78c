(() => {
  "use strict";
  // A walk through the drawing: forward by the lines of the worked example, backward by what each derivative is.
  const root = document.currentScript.closest(".backproof");
  const frame = root.querySelector(".bp-stepper-of-drawing")?.content;
  const figures = [...root.querySelectorAll(".bp-picture[data-state]")];
  if (!frame || !figures.length) return;
  const figure = (state) => figures.find((each) => each.dataset.state === state);
  const parts = (state) => [...(figure(state)?.querySelectorAll("[data-tensor]") ?? [])];
  const same = (part, { tensor, entry }) => part.dataset.tensor === tensor && (!entry || [undefined, entry].includes(part.dataset.entry));
  // A line computes the first symbol of it; what it names besides is what it computes from.
  const forward = () => [...root.querySelectorAll("[data-section=forward] .bp-equation math")].flatMap((line) => {
    const [first, ...others] = line.querySelectorAll("[data-tensor]");
    return first ? [{ line, at: [first.dataset], from: others.map((each) => each.dataset) }] : [];
  });
  // The title of a group of steps is the derivative that they find; the walk takes those of what is minimised.
  const backward = () => {
    const found = [...root.querySelectorAll("[data-section=backward] .bp-group")].flatMap((group) => {
      const [of, by] = group.querySelector("summary mfrac")?.children ?? [];
      const [above, below] = [of, by].map((part) => part?.querySelector("[data-tensor]")?.dataset.tensor);
      const line = group.querySelector(".bp-result math") ?? [...group.querySelectorAll(".bp-step > .bp-equation math")].at(-1);
      return above && below && line ? [{ line, above, at: [{ tensor: below }], from: [] }] : [];
    });
    return found.filter(({ above }) => above === found.at(-1).above);
  };
  const drawn = (state, stations) => {
    const all = parts(state);
    return stations.filter(({ at }) => all.some((part) => at.some((symbol) => same(part, symbol))));
  };
  const walks = { forward: drawn("forward", forward()), backward: drawn("backward", backward()) };
  if (!walks.forward.length) return;

  const ground = frame.cloneNode(true).firstElementChild;
  figures[0].before(ground);
  const [previous, next] = ["previous", "next"].map((name) => ground.querySelector(`[data-walk=${name}]`));
  const said = ground.querySelector(".bp-walk-said"), shown = ground.querySelector(".bp-walk-line");
  const places = { forward: -1, backward: -1 };
  const state = () => root.querySelector(".bp-states input:checked")?.value ?? "forward";
  // A line without an entry is where a value flows to: the value's own part is marked, not the way.
  const flows = (part) => part.matches("path, line") && part.dataset.entry === undefined;
  const mark = (current) => {
    const walk = walks[current], place = places[current], here = walk[place];
    const [done, later] = [walk.slice(0, place + 1), walk.slice(place + 1)].map((lines) => lines.flatMap(({ at }) => at));
    const among = (symbols, part) => symbols.some((symbol) => same(part, symbol));
    figures.flatMap((each) => [...each.querySelectorAll("[data-tensor]")]).forEach((part) => {
      const inside = figure(current)?.contains(part) && here, own = inside && !flows(part);
      part.classList.toggle("bp-here", Boolean(own && among(here.at, part)));
      part.classList.toggle("bp-from", Boolean(own && here.from.some((symbol) => symbol.entry !== undefined && same(part, symbol))));
      part.classList.toggle("bp-later", Boolean(inside && among(later, part) && !among(done, part)));
    });
  };
  // A drawing that is wider than its box is moved to where the walk is.
  const follow = (current) => {
    const part = figure(current)?.querySelector(".bp-here"), box = part?.closest(".bp-drawn");
    if (!box) return;
    const [at, seen] = [part, box].map((each) => each.getBoundingClientRect());
    box.scrollLeft += at.left + at.width / 2 - seen.left - seen.width / 2;
  };
  const show = () => {
    const current = state(), walk = walks[current], place = places[current];
    // Not ``disabled``: a button at the end of the walk keeps the focus, and the arrow keys go on.
    previous.setAttribute("aria-disabled", String(place < 0));
    next.setAttribute("aria-disabled", String(place >= walk.length - 1));
    const direction = current === "forward" ? "forward: from what is given to the loss" : "backward: from the loss to the weights";
    said.textContent = place < 0 ? `Walk ${direction}, ${walk.length} lines.` : `Line ${place + 1} of ${walk.length}:`;
    const line = walk[place]?.line.cloneNode(true);
    line?.querySelectorAll("annotation").forEach((each) => each.remove());
    line?.querySelectorAll(".bp-lit").forEach((each) => each.classList.remove("bp-lit"));
    shown.replaceChildren(...(line ? [line] : []));
    shown.hidden = !line;
    if (shown.scrollWidth > shown.clientWidth) shown.tabIndex = 0;
    else shown.removeAttribute("tabindex");
    mark(current);
    follow(current);
  };
  const move = (by) => {
    const current = state(), last = walks[current].length - 1;
    places[current] = Math.min(last, Math.max(-1, places[current] + by));
    show();
  };
  previous.addEventListener("click", () => move(-1));
  next.addEventListener("click", () => move(1));
  ground.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    move(by);
  });
  root.querySelectorAll(".bp-states").forEach((form) => form.addEventListener("change", show));
  show();
})();
