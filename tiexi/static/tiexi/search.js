// The search of every page in a dialog: Ctrl+K, ⌘K or "/". Without JavaScript its link opens the page of the search.
document.addEventListener("DOMContentLoaded", () => {
  const link = document.querySelector("[data-search]");
  if (!link || !window.HTMLDialogElement) return;
  const words = link.dataset, title = link.textContent.trim();
  const make = (tag, attributes = {}, ...children) => {
    const one = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) if (value !== null) one.setAttribute(name, value);
    one.append(...children);
    return one;
  };
  const input = make("input", {
    type: "search", role: "combobox", "aria-label": words.search, placeholder: words.search, autocomplete: "off", spellcheck: "false",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "find-list", enterkeyhint: "search",
  });
  const close = make("button", { type: "button" }, words.close);
  const list = make("div", { id: "find-list", role: "listbox", "aria-label": title });
  const said = make("div", { class: "find-said", role: "status" });
  const dialog = make("dialog", { class: "find-box", "aria-label": title }, make("div", { class: "find-head" }, input, close), said, list);
  let chosen = -1, asking = null, waiting = 0;
  let current = false, entered = false; // the list answers what is written; Enter came before it did

  const options = () => [...list.querySelectorAll("[role=option]")];
  const choose = number => {
    const all = options();
    all[chosen]?.setAttribute("aria-selected", "false");
    chosen = all.length ? (number + all.length) % all.length : -1;
    input.removeAttribute("aria-activedescendant");
    if (chosen < 0) return;
    all[chosen].setAttribute("aria-selected", "true");
    all[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[chosen].id);
  };
  const enter = () => {
    entered = !current;
    if (current) options()[chosen]?.click();
  };

  // The finds of the page of the search, as options of the list.
  const optionOf = (row, number) => {
    const found = row.querySelector("a"), beside = row.querySelector("small")?.textContent ?? "";
    return make("a", { id: `find-${number}`, role: "option", "aria-selected": "false", tabindex: "-1", class: row.className || null, href: found.getAttribute("href") },
      make("span", {}, found.textContent), " ", make("small", {}, beside));
  };
  const groupOf = (section, first) => {
    const [name, total] = section.querySelector("h2").childNodes;
    const heading = make("div", { id: `find-${section.dataset.kind}`, class: "find-kind" }, name.textContent, make("span", {}, total.textContent));
    const rows = [...section.querySelectorAll(".found li, .all")];
    return make("div", { role: "group", "aria-labelledby": heading.id }, heading, ...rows.map((row, place) => optionOf(row, first + place)));
  };
  const tell = (...texts) => said.replaceChildren(...texts.map(text => make("p", {}, text)));
  const show = sections => {
    list.replaceChildren();
    for (const section of sections) list.append(groupOf(section, options().length));
    input.setAttribute("aria-expanded", String(sections.length > 0));
    chosen = -1;
    choose(0);
  };

  const ask = async () => {
    clearTimeout(waiting);
    asking?.abort();
    const { signal } = asking = new AbortController();
    const slow = setTimeout(() => tell(words.finding), 400);
    try {
      const answer = await fetch(`${link.pathname}?q=${encodeURIComponent(input.value)}`, { signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("#search-found")) throw new Error("another page");
      if (signal.aborted) return;
      tell(...[...page.querySelectorAll("#search-error, #search-found .empty p")].map(one => one.textContent));
      show([...page.querySelectorAll("#search-found > section")]);
      current = true;
      if (entered) enter();
    } catch {
      if (signal.aborted) return;
      show([]);
      tell(words.lost);
    } finally {
      clearTimeout(slow);
    }
  };

  const open = () => {
    if (dialog.open) return;
    if (!dialog.isConnected) document.body.append(dialog); // a page that is not searched has one status
    dialog.showModal(); // on closing, the browser gives the focus back
    input.focus();
    input.select();
    ask();
  };

  input.addEventListener("input", event => {
    clearTimeout(waiting);
    current = entered = false;
    if (!event.isComposing) waiting = setTimeout(ask, 180);
  });
  input.addEventListener("compositionend", ask);
  input.addEventListener("keydown", event => {
    if (event.isComposing || event.keyCode === 229) return; // the keys belong to the input method
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    else if (event.key === "Enter") enter();
    else if (event.key === "Escape") dialog.close();
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    clearTimeout(waiting);
    asking?.abort();
    entered = false;
  });
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  link.addEventListener("click", event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", event => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    const called = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!called && !slash) return;
    event.preventDefault();
    event.stopPropagation(); // the theme's lists would take "/" for themselves
    open();
  });
});
