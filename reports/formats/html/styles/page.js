(() => {
  "use strict";
  const root = document.currentScript.closest(".backproof");
  const say = (words) => {
    const status = root.querySelector(".bp-status");
    status.textContent = words;
    setTimeout(() => { status.textContent = ""; }, 2500);
  };
  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    say("Copied.");
  };
  const latexOf = (equation) => equation.querySelector("annotation, code").textContent;
  // Presentation MathML alone, in its namespace: what word processors take.
  const mathmlOf = (equation) => {
    const math = equation.querySelector("math")?.cloneNode(true);
    if (!math) return latexOf(equation);
    math.querySelectorAll("annotation").forEach((each) => each.remove());
    math.querySelectorAll("semantics").forEach((each) => each.replaceWith(...each.childNodes));
    math.querySelectorAll(".bp-aligned").forEach((each) => each.setAttribute("columnalign", "right left"));
    for (const each of [math, ...math.querySelectorAll("*")]) ["class", "style", "data-tensor", "data-entry"].forEach((name) => each.removeAttribute(name));
    return new XMLSerializer().serializeToString(math);
  };
  const details = () => [...root.querySelectorAll("details")];
  const actions = {
    theme() {
      const follows = getComputedStyle(root).colorScheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches;
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : follows;
      root.dataset.theme = dark ? "light" : "dark";
      try {
        localStorage.setItem("backproof-theme", root.dataset.theme);
      } catch { /* the browser keeps nothing: the choice is for this visit */ }
    },
    "open-all"(button) {
      const open = details().some((each) => !each.open);
      details().forEach((each) => { each.open = open; });
      button.textContent = open ? "Close all" : "Open all";
    },
    "main-steps"(button) {
      const only = root.classList.toggle("bp-only-main");
      button.setAttribute("aria-pressed", String(only));
    },
    "copy-all"() {
      const lines = [...root.querySelectorAll(".bp-steps .bp-equation")].map(latexOf);
      copy("\\begin{gather*}\n" + lines.join(" \\\\\n") + "\n\\end{gather*}\n");
    },
  };
  root.querySelectorAll(".bp-tools").forEach((each) => { each.hidden = false; });
  const copies = root.querySelector(".bp-copies-of-each")?.content;
  if (copies) root.querySelectorAll(".bp-equation > .bp-scroll").forEach((each) => each.after(copies.cloneNode(true)));
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const equation = button.closest(".bp-equation");
    if (button.dataset.action) actions[button.dataset.action]?.(button);
    else if (button.dataset.copy === "latex") copy(latexOf(equation));
    else if (button.dataset.copy === "mathml") copy(mathmlOf(equation));
  });
  // What does not overflow is no stop of the Tab key.
  const regions = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  root.querySelectorAll(".bp-scroll, .bp-table, .bp-drawn, .bp-listing").forEach((each) => regions.observe(each));
  // Every section and every step has an address; the link to it stands beside it.
  const link = ({ id }, words) => {
    const anchor = document.createElement("a");
    Object.assign(anchor, { className: "bp-anchor", href: `#${id}`, textContent: "#" });
    anchor.setAttribute("aria-label", `Link to ${words}`);
    return anchor;
  };
  root.querySelectorAll(".bp-heading").forEach((each) => each.append(" ", link(each, `the section: ${each.textContent}`)));
  root.querySelectorAll(".bp-step").forEach((each) => each.querySelector(".bp-rule").prepend(link(each, `step ${each.value}`)));
  // The section at a quarter of the window's height is the current one of the contents.
  const links = new Map([...root.querySelectorAll(".bp-contents a")].map((link) => [link.hash.slice(1), link]));
  const reading = new IntersectionObserver((entries) => entries.filter((each) => each.isIntersecting).forEach(({ target }) => {
    links.forEach((link, name) => {
      if (name === target.getAttribute("aria-labelledby")) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    });
  }), { rootMargin: "-25% 0px -74% 0px" });
  root.querySelectorAll("[data-section]").forEach((section) => reading.observe(section));
  // Who follows a link to a step sees it, also among the main steps.
  const reveal = () => {
    const step = root.querySelector(":target.bp-step:not(.bp-main)");
    if (step && root.classList.contains("bp-only-main")) root.querySelector("[data-action=main-steps]").click();
    step?.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = details().filter((each) => !each.open);
    closed.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));
})();
