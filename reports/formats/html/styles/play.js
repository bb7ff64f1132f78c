((formulas) => {
  "use strict";
  const ground = (document.currentScript?.closest(".backproof") ?? document).querySelector(".bp-play");
  if (!ground) return;
  const nth = [...document.querySelectorAll(".bp-play")].indexOf(ground);
  const data = JSON.parse(ground.querySelector(".bp-play-data").textContent);
  const find = (name) => ground.querySelector(`.bp-play-${name}`);
  const made = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const outputs = (role) => [...ground.querySelectorAll(`[data-${role}]`)];
  const powers = (text) => [...text].map((c) => "⁰¹²³⁴⁵⁶⁷⁸⁹"["0123456789".indexOf(c)] ?? (c === "-" ? "⁻" : "")).join("");
  const written = (value) => {
    const size = Math.abs(value);
    if (size === 0 || (size >= 10 ** -data.digits && size < 1e9)) return value.toFixed(data.digits).replace("-", "−");
    const [digits, power] = value.toExponential(data.digits - 1).replace("-", "−").split("e");
    return `${digits.replace(/\.?0+$/, "")} × 10${powers(power.replace("−", "-"))}`;
  };
  const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
  const problem = (text, { share, rate }) => {
    if (text === "") return "A number is missing here.";
    if (text.includes(",")) return "Write a decimal point, not a comma.";
    if (!number.test(text)) return "This is not a number, such as 0.81 or -2e-3.";
    const value = Number(text);
    if (!Number.isFinite(value)) return "This number is too large.";
    if (share && (value < 0 || value > 1)) return "A label lies between 0 and 1.";
    if (rate && value < 0) return "The step size is not negative.";
    return "";
  };

  // A field may show a number of many digits rounded: then it holds the number itself until somebody writes there.
  const put = (field, value, text = String(value)) => {
    field.input.value = text;
    field.held = { text, value };
    if (field.slider) field.slider.value = value;
  };
  const textOf = ({ input }) => input.value.trim().replace("−", "-");
  const read = (field) => field.held.text === field.input.value ? field.held.value : Number(textOf(field));
  const field = (place, given) => {
    const input = made("input", { type: "text", inputMode: "decimal", autocomplete: "off", spellcheck: false });
    const words = made("span", { className: "bp-play-problem" });
    const name = `${given.meaning} ${given.name}`;
    input.id = `bp-play-${nth || ""}${given.name.replace(/\W+/g, "-")}`;
    input.setAttribute("aria-label", name);
    words.id = `${input.id}-problem`;
    const own = { input, words, given, held: { text: "", value: 0 } };
    if (given.most !== undefined) {
      own.slider = made("input", { type: "range", min: given.least, max: given.most, step: (given.most - given.least) / 100 });
      own.slider.setAttribute("aria-label", `${name}, slider`);
      own.slider.addEventListener("input", () => { input.value = String(Number(own.slider.value)); });
    }
    place.replaceChildren(input, ...(own.slider ? [own.slider] : []), words);
    place.removeAttribute("title");
    return own;
  };
  const given = outputs("given").sort((a, b) => a.dataset.given - b.dataset.given);
  const fields = given.map((place, i) => field(place, data.given[i]));
  const above = (size) => [1, 2, 5, 10].map((step) => step * 10 ** Math.floor(Math.log10(size))).find((each) => each >= size);
  const rate = { name: "alpha", meaning: "step size", rate: true, value: data.rate, least: 0, most: above(4 * data.rate || 1) };
  const all = [...fields, field(outputs("rate")[0], rate)];

  // One of several labels that sum to one: a row of its own to choose it.
  const choices = data.choices.filter((places) => places.length <= 16).map((places, group) => {
    const row = document.createElement("tr"), last = given[places[0]].parentElement;
    row.append(made("th", { scope: "row", textContent: "right one" }));
    const radios = places.map((place) => {
      const radio = made("input", { type: "radio", name: `bp-play-${nth || ""}choice-${group}` });
      radio.setAttribute("aria-label", `${data.given[place].name} is 1, the others are 0`);
      radio.addEventListener("change", () => places.forEach((each) => put(fields[each], each === place ? 1 : 0)));
      const cell = document.createElement("td");
      cell.append(radio);
      row.append(cell);
      return radio;
    });
    last.after(row);
    return { places, radios };
  });
  const showChoices = () => choices.forEach(({ places, radios }) => {
    const values = places.map((place) => read(fields[place]));
    const hot = values.every((value) => value === 0 || value === 1) && values.filter((value) => value === 1).length === 1;
    radios.forEach((radio, i) => { radio.checked = hot && values[i] === 1; });
  });

  const check = (each) => {
    const { input, words } = each, found = problem(textOf(each), each.given);
    words.textContent = found;
    input.toggleAttribute("aria-invalid", false);
    input.removeAttribute("aria-describedby");
    if (found) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", words.id);
    } else if (each.slider && document.activeElement !== each.slider) each.slider.value = read(each);
    return !found;
  };
  const show = (role, values) => outputs(role).forEach((place) => {
    const value = values ? values[Number(place.dataset[role])] : NaN;
    const text = Number.isFinite(value) ? written(value) : "–";
    if (place.textContent !== text) place.textContent = text;
    place.title = Number.isFinite(value) ? String(value) : "";
  });
  const explain = (sentence) => {
    find("said").hidden = sentence !== "";
    find("wrong").textContent = sentence;
    find("result").classList.toggle("bp-wrong", sentence !== "");
    for (const button of [find("step"), find("newton")]) if (button) button.disabled = sentence !== "";
  };
  let losses = [], next = null;
  const way = () => {
    const most = Math.max(...losses.map(Math.abs)), from = Math.max(0, losses.length - 12);
    find("way").hidden = losses.length < 2;
    find("losses").start = from;
    find("losses").replaceChildren(...losses.slice(from).map((loss) => {
      const line = document.createElement("li"), bar = made("span", { className: "bp-play-bar" });
      bar.style.inlineSize = `${most ? 60 * Math.abs(loss) / most : 0}%`;
      line.append(made("span", { title: String(loss), textContent: written(loss) }), bar);
      return line;
    }));
  };
  const lossAt = (numbers) => formulas.values(numbers).forward.at(-1);
  const moved = (numbers, places, values) => {
    const changed = numbers.slice();
    values.forEach((value, i) => { changed[data.gradient[places[i]]] = value; });
    return changed;
  };

  // Solves (H + damping) s = g by Cholesky's method; null where the matrix is not positive definite.
  const solved = (hessian, damping, slopes) => {
    const size = slopes.length, rows = slopes.map(() => []), found = slopes.slice();
    const entry = (i, j) => hessian[j * size - j * (j + 1) / 2 + i] + (i === j ? damping : 0);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let rest = entry(i, j);
        for (let k = 0; k < j; k++) rest -= rows[i][k] * rows[j][k];
        if (i === j && !(rest > 0)) return null;
        rows[i][j] = i === j ? Math.sqrt(rest) : rest / rows[j][j];
      }
    }
    for (let i = 0; i < size; i++) {
      for (let k = 0; k < i; k++) found[i] -= rows[i][k] * found[k];
      found[i] /= rows[i][i];
    }
    for (let i = size - 1; i >= 0; i--) {
      for (let k = i + 1; k < size; k++) found[i] -= rows[k][i] * found[k];
      found[i] /= rows[i][i];
    }
    return found;
  };
  const newton = (numbers) => {
    const { forward, gradient, hessian } = formulas.values(numbers), places = data.curved, before = forward.at(-1);
    const slopes = places.map((place) => gradient[place]), weights = places.map((place) => numbers[data.gradient[place]]);
    let damping = 1e-8 * Math.max(...hessian.map(Math.abs), 1e-8), step = null;
    for (; !step && damping < 1e12; damping *= 10) step = solved(hessian, damping, slopes);
    for (let share = 1; step && share > 1e-6; share /= 2) {
      const values = weights.map((weight, i) => weight - share * step[i]);
      if (lossAt(moved(numbers, places, values)) < before) return { places, values };
    }
    return null;
  };
  const blank = (sentence) => {
    ["forward", "gradient", "updated", "after"].forEach((role) => show(role, null));
    next = null;
    explain(sentence);
  };
  const compute = () => {
    const bad = all.filter((each) => !check(each)).length;
    if (bad) return blank(`Nothing is computed: ${bad === 1 ? "one field holds" : `${bad} fields hold`} no usable number.`);
    const numbers = all.map(read), alpha = numbers.pop();
    const { forward, gradient } = formulas.values(numbers);
    const updated = gradient.map((slope, i) => formulas.updated(numbers[data.gradient[i]], alpha, slope));
    const after = [lossAt(moved(numbers, updated.map((_, i) => i), updated))];
    if (![...forward, ...gradient, ...updated, ...after].every(Number.isFinite)) {
      return blank("With these numbers a value grows beyond what the computer can hold (about 10³⁰⁸), or is not defined.");
    }
    show("forward", forward);
    show("gradient", gradient);
    show("updated", updated);
    show("after", after);
    showChoices();
    explain("");
    next = { numbers, updated, before: forward.at(-1), after: after[0] };
  };
  const anew = () => {
    losses = [];
    way();
    compute();
  };
  const publish = () => {
    all.forEach((each) => put(each, each.given.value));
    anew();
  };
  ground.addEventListener("input", (event) => (event.target.closest("[data-rate]") ? compute : anew)());
  ground.addEventListener("change", (event) => { if (event.target.type === "radio") anew(); });
  find("reset").addEventListener("click", publish);
  const take = (places, values, after) => {
    losses = [...(losses.length ? losses : [next.before]), after];
    values.forEach((value, i) => put(fields[data.gradient[places[i]]], value, String(Number(value.toPrecision(5)))));
    way();
    compute();
  };
  find("step").addEventListener("click", () => {
    if (next) take(next.updated.map((_, i) => i), next.updated, next.after);
  });
  find("newton")?.addEventListener("click", () => {
    const found = next && newton(next.numbers);
    if (found) take(found.places, found.values, lossAt(moved(next.numbers, found.places, found.values)));
    else if (next) find("wrong").textContent = " No Newton step makes it smaller from here.";
  });
  publish();
  find("buttons").hidden = false;
  find("static").hidden = true;
})
