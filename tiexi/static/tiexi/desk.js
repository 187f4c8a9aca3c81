// Comforts of the desk's forms; each of them works without.
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  reachKeys();
  followImport();
  nameFile();
  openFault();
});

// A refused form opens at the first tab with a fault, not at the one from which it was sent.
function openFault() {
  const tabs = [...document.querySelectorAll("a[x-on\\:click^=activeTab]")];
  const faulty = tabs.filter(tab => tab.querySelector(".bg-red-500"));
  const here = tabs.find(tab => tab.hash === location.hash) ?? tabs[0];
  if (faulty.length && !faulty.includes(here)) faulty[0].click();
}

// What the theme lets a mouse press is reached and pressed by the keyboard too; what it lets scroll has a name.
function reachKeys() {
  const words = document.getElementById("tx-words").dataset;
  document.querySelectorAll("[data-simplebar]").forEach(one => one.setAttribute("data-simplebar-aria-label", words.scroll));
  const pressed = "[x-on\\:click]:not(a[href], button, input, label, #changelist-filter-close)";
  for (const one of document.querySelectorAll(pressed)) {
    one.tabIndex = 0;
    one.setAttribute("role", "button");
    const named = one.closest("[data-label]");
    if (named) one.setAttribute("aria-label", named.dataset.label);
    one.addEventListener("keydown", event => {
      if (!["Enter", " "].includes(event.key)) return;
      event.preventDefault();
      one.click();
    });
  }
}

// An import under way: its page is asked for again until it has ended; a lost answer is asked for once more.
function followImport() {
  if (!document.querySelector("[data-live]")) return;
  setTimeout(async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const found = answer.ok && page.querySelector(".tx-import");
      if (found) document.querySelector(".tx-import").replaceWith(found);
    } catch { /* the next turn asks again */ }
    followImport();
  }, 1500);
}

// The name of the one chosen file beside its button.
function nameFile() {
  for (const box of document.querySelectorAll("[data-one-file]")) {
    const input = box.querySelector("input");
    const name = box.querySelector("output");
    input.hasChangeListener = true; // the theme's listener looks for a field that is not here
    input.addEventListener("change", () => { name.textContent = input.files[0]?.name || name.dataset.none; });
  }
}
