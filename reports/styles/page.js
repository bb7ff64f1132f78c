(() => {
  "use strict";
  const root = document.documentElement;
  const say = (words) => {
    const status = document.querySelector(".bp-status");
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
  const details = () => [...document.querySelectorAll("details")];
  const actions = {
    theme() {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
    },
    "open-all"(button) {
      const open = details().some((each) => !each.open);
      details().forEach((each) => { each.open = open; });
      button.textContent = open ? "Close all" : "Open all";
    },
    "main-steps"(button) {
      const only = document.body.classList.toggle("bp-only-main");
      button.setAttribute("aria-pressed", String(only));
    },
    "copy-all"() {
      const lines = [...document.querySelectorAll(".bp-steps .bp-equation")].map(latexOf);
      copy("\\begin{gather*}\n" + lines.join(" \\\\\n") + "\n\\end{gather*}\n");
    },
  };
  document.querySelectorAll(".bp-tools, .bp-copy").forEach((each) => { each.hidden = false; });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.action) actions[button.dataset.action](button);
    else if (button.classList.contains("bp-copy")) copy(latexOf(button.closest(".bp-equation")));
  });
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = details().filter((each) => !each.open);
    closed.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((each) => { each.open = false; }));
})();
