// What makes the pages quicker to use. Each can be read and used whole without it.
// No markup is ever made from text: elements are built, and text is set as text.

const KEYS_OFF = "dateline-keys-off";

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/* Keys: / to the box, n and p through the matches. They can be turned off on the page of help (WCAG 2.1.4). */

function keys(box, step) {
  const actions = { "/": () => { box.focus(); box.select(); }, n: () => step(1), p: () => step(-1) };
  document.addEventListener("keydown", event => {
    const typing = event.target.closest?.("input, select, textarea, [role=slider]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || stored(KEYS_OFF)) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

function keySwitch(place) {
  const button = element("button", { type: "button" });
  const say = () => { button.textContent = stored(KEYS_OFF) ? "Turn these keys on" : "Turn these keys off"; };
  button.addEventListener("click", () => { store(KEYS_OFF, stored(KEYS_OFF) ? "" : "1"); say(); });
  say();
  place.append(button);
}

function stored(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

function store(name, value) {
  try { if (value) localStorage.setItem(name, value); else localStorage.removeItem(name); } catch { /* a private window */ }
}

/* The matches of an article, one after another. */

function stepper(nav) {
  const marks = [...document.querySelectorAll("mark[id]")];
  if (!marks.length) return () => {};
  let at = -1;
  const told = element("span", { role: "status" });
  const step = by => {
    marks[at]?.classList.remove("current");
    at = at < 0 && by < 0 ? marks.length - 1 : (at + by + marks.length) % marks.length;
    marks[at].classList.add("current");
    marks[at].scrollIntoView({ block: "center" });
    told.textContent = `${at + 1} of ${marks.length}`;
  };
  const button = (text, by) => {
    const made = element("button", { type: "button", textContent: text });
    made.addEventListener("click", () => step(by));
    return made;
  };
  nav.append(element("p", { className: "stepper" }, button("Previous match", -1), told, button("Next match", 1)));
  return step;
}

/* The citation, into the clipboard. */

function copier(citation) {
  const button = element("button", { type: "button", textContent: "Copy" });
  const told = element("span", { role: "status" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citation.textContent);
      told.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(citation);
      told.textContent = "Selected: copy it with your keys";
    }
  });
  citation.after(element("p", { className: "copy" }, button, told));
}

/* The timeline: drag over it, or focus it and use the arrows (with Shift to widen), then Enter. */

function spanner(drawing) {
  const bars = [...drawing.querySelectorAll("svg a")];
  const names = bars.map(bar => bar.querySelector("title").textContent);
  let [from, to] = [0, bars.length - 1];
  let began = -1;
  // The handle is for the keyboard and lies over the drawing, whose links stay for the pointer.
  const handle = element("div", { className: "handle" });
  const ordered = () => [Math.min(from, to), Math.max(from, to)];
  const show = () => {
    const [low, high] = ordered();
    bars.forEach((bar, place) => bar.classList.toggle("chosen", place >= low && place <= high));
    const text = low === high ? names[low] : `${names[low]}, to ${names[high]}`;
    handle.setAttribute("aria-valuenow", String(to + 1));
    handle.setAttribute("aria-valuetext", text);
    told.textContent = text;
  };
  const go = () => {
    const [low, high] = ordered();
    const address = new URL(bars[low].href.baseVal, location.href);
    const last = new URL(bars[high].href.baseVal, location.href);
    address.searchParams.set("to", last.searchParams.get("to"));
    location.assign(address);
  };
  const forget = () => { bars.forEach(bar => bar.classList.remove("chosen")); told.textContent = ""; };
  const under = event => {
    const { left, width } = drawing.getBoundingClientRect();
    return Math.max(0, Math.min(bars.length - 1, Math.floor((bars.length * (event.clientX - left)) / width)));
  };

  const told = element("p", { className: "span-told" });
  told.setAttribute("aria-hidden", "true");
  drawing.append(handle);
  drawing.after(told);
  const label = "Span of time: arrows move, with Shift they widen, Enter narrows the search";
  const said = { role: "slider", tabindex: "0", "aria-label": label, "aria-valuemin": "1", "aria-valuemax": bars.length };
  Object.entries(said).forEach(([name, value]) => handle.setAttribute(name, value));
  handle.setAttribute("aria-valuenow", String(bars.length));
  handle.setAttribute("aria-valuetext", `${names[0]}, to ${names[bars.length - 1]}`);

  handle.addEventListener("keydown", event => {
    const moves = { ArrowLeft: to - 1, ArrowDown: to - 1, ArrowRight: to + 1, ArrowUp: to + 1, Home: 0, End: bars.length - 1 };
    if (event.key === "Enter") go();
    else if (event.key === "Escape") forget();
    else if (event.key in moves) {
      to = Math.max(0, Math.min(bars.length - 1, moves[event.key]));
      if (!event.shiftKey) from = to;
      show();
    } else return;
    event.preventDefault();
  });
  handle.addEventListener("blur", forget);
  drawing.addEventListener("dragstart", event => event.preventDefault());
  drawing.addEventListener("pointerdown", event => {
    if (event.button === 0 && event.pointerType !== "touch") began = from = to = under(event);
  });
  addEventListener("pointermove", event => {
    if (began < 0) return;
    to = under(event);
    if (to !== began || drawing.querySelector(".chosen")) show();
  });
  addEventListener("pointerup", () => {
    // A press without a drag is a click on a bar, which is a link.
    if (began >= 0 && from !== to) go();
    else forget();
    began = -1;
  });
}

/* The copies of a story, shown under its result: they come with the page that lists them all, asked for once. */

function expander(places, address) {
  let asked = null;
  const copies = (rank, link) => {
    asked ??= new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.responseType = "document";
      request.onload = () => (request.status === 200 ? resolve(request.response) : reject(request.status));
      request.onerror = reject;
      request.open("GET", address);
      request.send();
    });
    return asked.then(page => {
      const found = page.querySelector(`#${CSS.escape(rank)}`);
      // The list may have changed meanwhile.
      const same = found?.querySelector(".copies a")?.getAttribute("href") === link.getAttribute("href");
      return (same && found.querySelector(".listed")) || Promise.reject(new Error("another list"));
    });
  };
  places.forEach(place => {
    const item = place.closest("li");
    const link = place.querySelector("a");
    const button = element("button", { type: "button", textContent: "List them" });
    button.setAttribute("aria-expanded", "false");
    button.addEventListener("click", async () => {
      try {
        const list = item.querySelector(".listed") ?? document.adoptNode(await copies(item.id, link));
        if (list.parentNode !== place.parentNode) { list.hidden = true; place.after(list); }
        list.hidden = !list.hidden;
        button.setAttribute("aria-expanded", String(!list.hidden));
        button.textContent = list.hidden ? "List them" : "Hide them";
      } catch { location.assign(link.href); }
    });
    place.append(button);
  });
}

/* Suggestions under the search box: a combobox with a list (ARIA Authoring Practices). */

function suggester(box, address) {
  const list = element("ul", { id: "suggestions", hidden: true, role: "listbox", ariaLabel: "Suggestions" });
  const told = element("p", { className: "unseen", role: "status" });
  let [typed, at, asked, timer] = [box.value, -1, null, 0];
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
    .forEach(([name, value]) => box.setAttribute(name, value));
  box.form.append(list, told);

  const close = () => {
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = place => {
    list.children[at]?.removeAttribute("aria-selected");
    at = place;
    const option = list.children[at];
    box.value = option ? option.dataset.query : typed;
    if (!option) return box.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    box.setAttribute("aria-activedescendant", option.id);
  };
  const kinds = { source: "outlet", author: "author", title: "headline" };
  const show = suggestions => {
    list.replaceChildren(...suggestions.map(({ kind, text, query, url }, place) => {
      const offered = element("bdi", { textContent: kind === "word" ? query : text });
      const option = element("li", { id: `suggestion-${place}`, role: "option" }, offered);
      if (kinds[kind]) option.append(element("span", { className: "count", textContent: ` ${kinds[kind]}` }));
      option.dataset.query = query;
      // A headline leads to its article.
      if (kind === "title") option.dataset.url = url;
      option.addEventListener("pointerdown", event => {
        event.preventDefault();
        choose(place);
        take();
      });
      return option;
    }));
    at = -1;
    const count = suggestions.length;
    list.hidden = !count;
    box.setAttribute("aria-expanded", String(count > 0));
    told.textContent = count ? `${count} suggestion${count > 1 ? "s" : ""}` : "";
  };
  const take = () => {
    const url = list.children[at]?.dataset.url;
    if (url) location.assign(url);
    else box.form.requestSubmit();
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${address}?${new URLSearchParams({ q: typed })}`, { signal: asked.signal });
      if (answer.ok && document.activeElement === box) show((await answer.json()).suggestions);
    } catch { /* superseded, or the network: the box works as it is */ }
  };

  box.addEventListener("input", () => {
    typed = box.value;
    clearTimeout(timer);
    if (typed.trim().length < 2) { asked?.abort(); close(); } else timer = setTimeout(ask, 120);
  });
  box.addEventListener("keydown", event => {
    const count = list.children.length;
    if (event.key === "Escape" && !list.hidden) { choose(-1); close(); event.preventDefault(); }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); take(); }
    if (list.hidden || !count || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    // One place more than there are options: what was typed.
    choose(event.key === "ArrowDown" ? (at + 2) % (count + 1) - 1 : (at + 1 + count) % (count + 1) - 1);
  });
  box.addEventListener("blur", close);
}

const box = document.querySelector("#q");
const matches = document.querySelector(".matches");
const citation = document.querySelector("#citation");
const drawing = document.querySelector(".drawing");
const switchPlace = document.querySelector("#key-switch");
keys(box, matches ? stepper(matches) : () => {});
if (citation) copier(citation);
if (drawing) spanner(drawing);
if (switchPlace) keySwitch(switchPlace);
const expanding = document.querySelector("#expanding");
if (expanding && !document.querySelector(".listed")) expander(document.querySelectorAll("p.copies"), expanding.href);
if (box.form.dataset.suggest) suggester(box, box.form.dataset.suggest);
box.dataset.ready = "";
