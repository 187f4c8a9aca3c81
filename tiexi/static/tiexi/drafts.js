// One place to start, and drafts: what was typed or chosen and not yet sent outlives an expired login, a lost page and
// a dead battery. Kept in this browser for its account alone, three days at most, until it is sent, discarded or
// its person logs out. Words are written at every keystroke; files when they are chosen, up to 40 MB a form.
{
  const LIFE = 3 * 86400000; // milliseconds
  const MOST = 40 * 1024 * 1024; // bytes of one form's files
  const PREFIX = "tx-draft:";
  const LEFT = new Set(["hidden", "password", "file", "submit", "button", "image", "reset", "fieldset", "output"]);
  const BOX = new Set(["checkbox", "radio"]);

  document.addEventListener("DOMContentLoaded", () => {
    start();
    const words = document.getElementById("tx-draft-words")?.dataset;
    if (!words) return;
    sweep();
    if (!words.account) return;
    document.querySelectorAll("form[data-over]").forEach(form => end(form, words));
    const forms = [...document.querySelectorAll("form[method=post]:not(#changelist-form, [data-over])")];
    const found = forms.filter(form => "draft" in form.dataset || typed(form).length || slots(form).length);
    remind(words, new Set(found.map(form => keyOf(form, words))));
    askBeforeLeaving(words);
    for (const form of found) {
      // The theme adds rows once the page is loaded.
      if (form.querySelector(".add-row")) addEventListener("load", () => keep(form, words));
      else keep(form, words);
    }
  });

  // A form that was refused stands in place of the one that was sent.
  document.addEventListener("tx-placed", event => {
    start();
    const words = document.getElementById("tx-draft-words")?.dataset;
    if (!words?.account) return;
    for (const form of event.target.querySelectorAll("form[method=post]")) {
      if ("over" in form.dataset) end(form, words);
      else keep(form, { ...words, answered: "" });
    }
  });

  // The page's one place to start, unless somebody has begun elsewhere.
  function start() {
    const field = document.querySelector("[data-focus]");
    if (field && (document.activeElement || document.body) === document.body) field.focus();
  }

  // What can never be sent is shown once more, to be copied, and kept no longer; unless it has arrived.
  async function end(form, words) {
    const key = keyOf(form, words), draft = drafts.read(key);
    drafts.drop(key);
    const texts = (draft?.values || []).filter(([, box, value]) => box === null && typeof value === "string" && value);
    if (!texts.length || typed(form).length) return;
    const there = await arrived(draft, words);
    const line = notice(there ? words.arrived : words.over, [[words.read, () => line.remove()]]);
    if (!there) {
      const quoted = texts.map(([, , text]) => Object.assign(document.createElement("q"), { textContent: text }));
      line.querySelector("span").append(gap(words.over), ...quoted);
    }
    form.before(line);
  }

  // The page's heading in words: the theme parts it with icons, whose names are no words.
  function heading() {
    const copy = document.querySelector("h1")?.cloneNode(true);
    copy?.querySelectorAll(".material-symbols-outlined").forEach(icon => icon.replaceWith("›"));
    return copy?.textContent.replace(/\s+/g, " ").trim();
  }

  const action = form => form.closest(".tx-act")?.querySelector("h2")?.firstChild.textContent.trim();

  // Words, in the store that is written before a page is left.
  const drafts = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    write(key, draft) {
      try {
        localStorage.setItem(key, JSON.stringify(draft));
        return true;
      } catch { return false; /* private windows have no store */ }
    },
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* nothing is stored */ }
      return files("readwrite", store => store.delete(key)).catch(() => {});
    },
    of: words => drafts.keys().filter(key => key.startsWith(`${PREFIX}${words.account}:`)),
    keys() {
      try { return Object.keys(localStorage).filter(key => key.startsWith(PREFIX)); } catch { return []; }
    },
  };

  // Files, by the draft's key: one step in the store that holds them.
  async function files(mode, step) {
    const base = await new Promise((done, fail) => {
      const opening = indexedDB.open("tx-drafts", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("files");
      opening.onsuccess = () => done(opening.result);
      opening.onerror = () => fail(opening.error);
    });
    try {
      return await new Promise((done, fail) => {
        const turn = base.transaction("files", mode);
        const asked = step(turn.objectStore("files"));
        turn.oncomplete = () => done(asked.result);
        turn.onerror = turn.onabort = () => fail(turn.error);
      });
    } finally {
      base.close();
    }
  }

  function cookie(name) {
    const value = (document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`)) || [])[1];
    if (value) document.cookie = `${name}=; path=/; max-age=0`;
    return value;
  }

  // What was sent, is too old or belongs to who logged out goes; so do files without their words.
  function sweep() {
    const sent = cookie("tx-sent"), out = cookie("tx-out");
    for (const key of drafts.keys()) {
      const draft = drafts.read(key);
      const over = !draft || draft.id === sent || !(Date.now() - draft.at < LIFE);
      if (over || (out && key.startsWith(`${PREFIX}${out}:`))) drafts.drop(key);
    }
    files("readonly", store => store.getAllKeys()).then(keys => {
      const known = new Set(drafts.keys());
      keys.filter(key => !known.has(key)).forEach(key => drafts.drop(key));
    }, () => {});
  }

  // A form is its account's and its address's; inputs may be called "action", so that its attribute is asked.
  function keyOf(form, words) {
    const to = new URL(form.getAttribute("action") || location.href, location.href);
    to.searchParams.delete("next");
    const query = to.pathname.startsWith("/admin/") ? "" : to.search;
    return `${PREFIX}${words.account}:${to.pathname}${query}|${form.dataset.draft || ""}`;
  }

  const typed = form => [...form.elements].filter(field =>
    field.name && !LEFT.has(field.type) && !field.disabled && !field.readOnly && !field.name.includes("__prefix__"));
  const slots = form => [...form.elements].filter(field =>
    field.type === "file" && field.name && !field.disabled && !field.name.includes("__prefix__"));
  // What says which state of a record, and how many rows, the page showed.
  const marks = form => [...form.elements].filter(field =>
    field.type === "hidden" && /^(snapshot|token)$|-(TOTAL_FORMS|INITIAL_FORMS|\w*id)$/.test(field.name) && !field.name.includes("__prefix__"));
  const slotOf = input => input.id || input.name;

  // One field as it stands: its name, for a box its value, and what was typed, ticked or chosen.
  function entry(field) {
    if (BOX.has(field.type)) return [field.name, field.value, field.checked];
    if (field.options) return [field.name, null, [...field.selectedOptions].map(one => [one.value, one.text])];
    return [field.name, null, field.value];
  }

  function differs(field) {
    if (BOX.has(field.type)) return field.checked !== field.defaultChecked;
    if (!field.options) return field.value !== field.defaultValue;
    const options = [...field.options], shown = options.filter(one => one.defaultSelected);
    const first = field.multiple || shown.length ? shown : options.slice(0, 1);
    return options.some(one => one.selected !== first.includes(one));
  }

  function put(field, value) {
    if (BOX.has(field.type)) field.checked = value;
    else if (!field.options) field.value = value;
    else {
      for (const [key, text] of value) {
        if (![...field.options].some(one => one.value === key)) field.add(new Option(text, key));
      }
      const chosen = new Set(value.map(([key]) => key));
      for (const option of field.options) option.selected = chosen.has(option.value);
    }
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  function keep(form, words) {
    const key = keyOf(form, words);
    const answered = "answered" in words && !("fresh" in form.dataset);
    const draft = drafts.read(key);
    const id = draft?.id || [...crypto.getRandomValues(new Uint8Array(16))].map(one => one.toString(16).padStart(2, "0")).join("");
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "draft", value: id }));
    let writing = null, busy = false, settled = true, whole = true;

    const save = pressed => {
      if (!settled) return;
      const before = drafts.read(key);
      const was = new Set((before?.values || []).map(one => JSON.stringify(one)));
      const values = typed(form).filter(field => differs(field) || was.has(JSON.stringify(entry(field)))).map(entry);
      const chosen = slots(form).flatMap(input => [...input.files]).map(file => file.name);
      if (!values.length && !chosen.length && !pressed && !before?.pressed) {
        if (before) drafts.drop(key);
        return;
      }
      const stored = drafts.write(key, {
        id, values, files: chosen, at: Date.now(), pressed: pressed || !!before?.pressed,
        marks: marks(form).map(field => [field.name, field.value]),
        page: location.pathname + location.search,
        title: [heading() || document.title, action(form)].filter(Boolean).join(" › "),
        opens: "reopen" in form.dataset ? reopening(form) : null,
      });
      form.toggleAttribute("data-kept", stored && whole);
    };
    const saveFiles = () => {
      if (!settled) return;
      save(false);
      const chosen = Object.fromEntries(slots(form).map(input => [slotOf(input), [...input.files]]));
      const size = Object.values(chosen).flat().reduce((sum, file) => sum + file.size, 0);
      whole = !size;
      const turn = files("readwrite", store => (size && size <= MOST ? store.put(chosen, key) : store.delete(key)))
        .then(() => { whole = size <= MOST; }, () => {})
        .finally(() => {
          if (writing !== turn) return;
          writing = null;
          save(false);
        });
      writing = turn;
    };
    const changed = event => (event.target.type === "file" ? saveFiles() : save(false));

    if (draft && !answered) {
      settled = false;
      returned(form, key, draft, words).finally(() => { settled = true; });
    } else if (answered) {
      // What the server kept of a refused form's files, it lists itself.
      files("readwrite", store => store.delete(key)).catch(() => {});
    }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    // The theme's search boxes tell of their choice to jQuery alone.
    window.django?.jQuery?.(form).on("change", "select", () => save(false));
    form.querySelector("[data-forget]")?.addEventListener("click", () => {
      settled = false;
      drafts.drop(key);
    });
    form.addEventListener("submit", event => {
      if (event.defaultPrevented) return;
      if (writing) {
        event.preventDefault();
        const by = event.submitter;
        writing.finally(() => form.requestSubmit(by));
        return;
      }
      settled = true;
      save(true);
      if (!("draft" in form.dataset) || "once" in form.dataset) return;
      // A second press while the first is on its way would only send the photos again.
      if (busy) event.preventDefault();
      busy = true;
    });
    addEventListener("pageshow", event => {
      busy = false;
      if (event.persisted) settled = true;
    });
  }

  // Whether a form that was pressed has arrived though its answer was lost; as long as nobody answers, it has not.
  async function arrived(draft, words) {
    const token = draft.pressed && new Map(draft.marks).get("token");
    if (!token) return false;
    try {
      const answer = await fetch(`${words.asks}?token=${token}`, { signal: AbortSignal.timeout?.(5000) });
      return (await answer.json()).sent;
    } catch { return false; }
  }

  async function returned(form, key, draft, words) {
    if (!await arrived(draft, words)) return back(form, key, draft, words);
    await drafts.drop(key);
    const line = notice(words.arrived, [[words.read, () => line.remove()]]);
    return form.prepend(line);
  }

  // Put a draft back into its form, and say so.
  async function back(form, key, draft, words) {
    const placed = rows(form, draft);
    let changed = 0;
    for (const [name, box, value] of draft.values) {
      const known = placed(name);
      const field = known && typed(form).find(one => one.name === known && (box === null || one.value === box));
      if (!field || JSON.stringify(entry(field)[2]) === JSON.stringify(value)) continue;
      put(field, value);
      changed += 1;
    }
    if (!changed && draft.values.length && !draft.files.length) return drafts.drop(key);
    for (const [name, value] of draft.marks) {
      const field = /^(snapshot|token)$/.test(name) && form.elements.namedItem(name);
      if (field) field.value = value;
    }
    const discard = async () => {
      await drafts.drop(key);
      form.reset();
      if ("answered" in words) line.remove();
      else location.assign(location.pathname + location.search);
    };
    const go = () => {
      line.remove();
      typed(form).find(field => field.offsetParent)?.focus();
    };
    const line = notice(words.back, [[words.go, go], [words.discard, discard]]);
    form.prepend(line);
    form.closest("details")?.setAttribute("open", "");
    if (!draft.files.length) return null;
    const kept = await files("readonly", store => store.get(key)).catch(() => null) || {};
    for (const input of slots(form)) {
      const held = new DataTransfer();
      (kept[slotOf(input)] || []).forEach(file => held.items.add(file));
      if (!held.files.length) continue;
      input.files = held.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const found = new Set(Object.values(kept).flat().map(file => file.name));
    const lost = draft.files.filter(name => !found.has(name));
    if (lost.length) line.querySelector("span").append(` ${words.missing}${gap(words.missing)}${lost.join(words.comma)}`);
    return null;
  }

  // Rows that were added are added again; each is found by its record, though others added or removed some meanwhile.
  function rows(form, draft) {
    const was = new Map(draft.marks);
    const now = new Map(marks(form).map(field => [field.name, field]));
    const counts = [...was.keys()].filter(name => name.endsWith("-TOTAL_FORMS")).map(name => name.slice(0, -12));
    for (const prefix of counts) {
      const total = now.get(`${prefix}-TOTAL_FORMS`);
      const more = was.get(`${prefix}-TOTAL_FORMS`) - was.get(`${prefix}-INITIAL_FORMS`);
      const button = total?.closest(".formset-wrapper")?.querySelector(".add-row");
      const wanted = Number(now.get(`${prefix}-INITIAL_FORMS`)?.value) + more;
      for (let left = wanted - total?.value; button && left > 0; left -= 1) button.click();
    }
    return name => {
      const prefix = counts.find(one => name.startsWith(`${one}-`));
      const [, index, rest] = prefix ? name.slice(prefix.length + 1).match(/^(\d+)-(.+)$/) || [] : [];
      if (rest === undefined) return name;
      const first = Number(was.get(`${prefix}-INITIAL_FORMS`));
      if (index >= first) return `${prefix}-${index - first + Number(now.get(`${prefix}-INITIAL_FORMS`)?.value)}-${rest}`;
      const own = [...was].find(([one]) => one.startsWith(`${prefix}-${index}-`));
      if (!own) return name;
      const ending = own[0].slice(`${prefix}-${index}-`.length);
      const same = [...now].find(([one, field]) => one.startsWith(`${prefix}-`) && one.endsWith(`-${ending}`) && field.value === own[1]);
      return same ? `${same[0].slice(0, -ending.length)}${rest}` : null;
    };
  }

  const reopening = form => [...form.elements]
    .filter(field => field.type === "hidden" && field.name && !["csrfmiddlewaretoken", "apply", "draft"].includes(field.name))
    .map(field => [field.name, field.value]);

  // What was pressed and did not arrive, where its form is not on the page: on its list, and where the day begins; all
  // that was typed, where one logs out.
  async function remind(words, shown) {
    const here = location.pathname + location.search;
    const place = document.querySelector("#main, #content, main");
    const leaving = location.pathname === words.out;
    for (const key of drafts.of(words).filter(one => !shown.has(one))) {
      const draft = drafts.read(key);
      const again = draft.opens && draft.page === here;
      const tells = leaving || (draft.pressed && (again || ["/", "/admin/"].includes(location.pathname)));
      if (!place || !tells) continue;
      if (await arrived(draft, words)) {
        drafts.drop(key);
        continue;
      }
      const forget = () => {
        drafts.drop(key);
        line.remove();
      };
      const line = notice(leaving ? words.leaving : words.unsent, [[words.discard, forget]]);
      const way = document.createElement(again ? "button" : "a");
      way.textContent = draft.title;
      if (again) {
        way.type = "button";
        way.addEventListener("click", () => reopen(draft));
      } else way.href = draft.page;
      line.querySelector("span").append(gap(line.textContent), way);
      place.prepend(line);
    }
  }

  // Who logs out while something is not sent is led to the page that says so.
  function askBeforeLeaving(words) {
    for (const form of document.querySelectorAll(`form[action="${words.out}"]`)) {
      form.addEventListener("submit", event => {
        if (location.pathname === words.out || !drafts.of(words).length) return;
        event.preventDefault();
        location.assign(words.out);
      });
    }
  }

  // The page of an act on several records is opened by sending which ones.
  function reopen(draft) {
    const form = document.createElement("form");
    form.method = "post";
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    for (const [name, value] of [["csrfmiddlewaretoken", token], ...draft.opens]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    document.body.append(form);
    form.submit();
  }

  const gap = text => (text.includes("：") ? "" : " ");

  function notice(text, ways) {
    const line = document.createElement("p");
    line.className = "tx-draft";
    line.setAttribute("role", "status");
    const said = document.createElement("span");
    said.textContent = text;
    const buttons = document.createElement("div");
    line.append(said, buttons);
    for (const [word, step] of ways) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.addEventListener("click", step);
      buttons.append(button);
    }
    return line;
  }
}
