((formulas) => {
  "use strict";
  const ground = (document.currentScript?.closest(".backproof") ?? document).querySelector(".bp-play");
  if (!ground) return;
  const nth = [...document.querySelectorAll(".bp-play")].indexOf(ground);
  const data = JSON.parse(ground.querySelector(".bp-play-data").textContent);
  const said = ground.querySelector(".bp-play-said");
  const wrong = ground.querySelector(".bp-play-wrong");
  const outputs = (role) => [...ground.querySelectorAll(`[data-${role}]`)];
  const powers = (text) => [...text].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"["0123456789".indexOf(c)] ?? (c === "-" ? "⁻" : "")).join("");
  const written = (value) => {
    const size = Math.abs(value);
    if (size === 0 || (size >= 10 ** (3 - data.digits) && size < 1e9)) return value.toFixed(data.digits).replace("-", "−");
    const [digits, power] = value.toExponential(data.digits - 1).replace("-", "−").split("e");
    return `${digits.replace(/\.?0+$/, "")} × 10${powers(power.replace("−", "-"))}`;
  };
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const problem = (text, kind) => {
    if (text === "") return "A number is missing here.";
    if (text.includes(",")) return "Write a decimal point, not a comma.";
    if (!number.test(text)) return "This is not a number, such as 0.81 or -2e-3.";
    const value = Number(text);
    if (!Number.isFinite(value)) return "This number is too large.";
    if (kind === "label" && (value < 0 || value > 1)) return "A label lies between 0 and 1.";
    if (kind === "rate" && value < 0) return "The step size is not negative.";
    return "";
  };
  const field = (place, { name, meaning, kind, value }) => {
    const input = document.createElement("input");
    const words = document.createElement("span");
    Object.assign(input, { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false });
    input.id = `bp-play-${nth || ""}${name.replace(/\W+/g, "-")}`;
    input.setAttribute("aria-label", `${meaning} ${name}`);
    words.id = `${input.id}-problem`;
    words.className = "bp-play-problem";
    place.replaceChildren(input, words);
    place.removeAttribute("title");
    return { input, words, kind, published: String(value) };
  };
  const given = outputs("given").sort((a, b) => a.dataset.given - b.dataset.given);
  const fields = given.map((place, i) => field(place, data.given[i]));
  const rate = { name: "alpha", meaning: "step size", kind: "rate", value: data.rate };
  const all = [...fields, field(outputs("rate")[0], rate)];

  const check = ({ input, words, kind }) => {
    const found = problem(input.value.trim().replace("−", "-"), kind);
    words.textContent = found;
    input.toggleAttribute("aria-invalid", false);
    input.removeAttribute("aria-describedby");
    if (found) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", words.id);
    }
    return !found;
  };
  const show = (role, values) => outputs(role).forEach((place) => {
    const value = values ? values[Number(place.dataset[role])] : NaN;
    const text = Number.isFinite(value) ? written(value) : "–";
    if (place.textContent !== text) place.textContent = text;
    place.title = Number.isFinite(value) ? String(value) : "";
  });
  const explain = (sentence) => {
    said.hidden = sentence !== "";
    wrong.textContent = sentence;
    wrong.parentElement.classList.toggle("bp-wrong", sentence !== "");
  };
  const blank = (sentence) => {
    ["forward", "gradient", "updated", "after"].forEach((role) => show(role, null));
    explain(sentence);
  };
  const compute = () => {
    const bad = all.filter((each) => !check(each)).length;
    if (bad) return blank(`Nothing is computed: ${bad === 1 ? "one field holds" : `${bad} fields hold`} no usable number.`);
    const numbers = all.map(({ input }) => Number(input.value.trim().replace("−", "-")));
    const alpha = numbers.pop();
    const { forward, gradient } = formulas.values(numbers);
    const updated = gradient.map((slope, i) => formulas.updated(numbers[data.gradient[i]], alpha, slope));
    const changed = numbers.slice();
    updated.forEach((value, i) => { changed[data.gradient[i]] = value; });
    const after = formulas.values(changed).forward.slice(-1);
    if (![...forward, ...gradient, ...updated, ...after].every(Number.isFinite)) {
      return blank("With these numbers a value grows beyond what the computer can hold (about 10³⁰⁸).");
    }
    show("forward", forward);
    show("gradient", gradient);
    show("updated", updated);
    show("after", after);
    explain("");
  };
  const publish = () => all.forEach((each) => { each.input.value = each.published; });

  publish();
  compute();
  ground.addEventListener("input", compute);
  const reset = ground.querySelector(".bp-play-reset");
  reset.addEventListener("click", () => { publish(); compute(); });
  reset.hidden = false;
  ground.querySelector(".bp-play-static").hidden = true;
})
