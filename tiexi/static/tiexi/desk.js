// Comforts of the desk's forms; each of them works without.
document.documentElement.classList.add("js");
document.addEventListener("DOMContentLoaded", () => {
  reachKeys();
  showFiles();
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

// Chosen files: their names and small pictures, gathered over several choices, each removable.
function showFiles() {
  for (const box of document.querySelectorAll("[data-files]")) {
    const list = box.querySelector(".tx-chosen");
    for (const input of box.querySelectorAll("input[type=file]")) {
      let chosen = [];
      input.hasChangeListener = true; // the theme's own listener looks for a text field that is not here
      const show = () => {
        const kept = new DataTransfer();
        chosen.forEach(file => kept.items.add(file));
        input.files = kept.files;
        list.querySelectorAll(`[data-of="${input.id}"]`).forEach(item => item.remove());
        chosen.forEach(file => list.append(row(file)));
        input.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const note = item => {
        const small = document.createElement("small");
        small.textContent = box.dataset.unseen;
        item.querySelector("button").before(small);
      };
      const row = file => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        item.dataset.of = input.id;
        item.textContent = file.name;
        button.type = "button";
        button.textContent = box.dataset.remove;
        button.setAttribute("aria-label", `${box.dataset.remove} ${file.name}`);
        button.addEventListener("click", () => {
          chosen = chosen.filter(one => one !== file);
          show();
          input.focus();
        });
        item.append(button);
        picture(file).then(image => item.prepend(image), () => /\.hei[cf]$/i.test(file.name) && note(item));
        return item;
      };
      input.addEventListener("change", () => {
        const known = new Set(chosen.map(file => file.name + file.size));
        chosen = [...chosen, ...[...input.files].filter(file => !known.has(file.name + file.size))];
        show();
      });
    }
  }
}

// A photo in the size of a stamp; what the browser cannot read is shown by its name alone.
async function picture(file) {
  if (!file.type.startsWith("image/")) throw new Error(file.type);
  const bitmap = await createImageBitmap(file, { resizeHeight: 96 });
  const canvas = document.createElement("canvas");
  canvas.width = bitmap.width;
  canvas.height = bitmap.height;
  canvas.getContext("2d").drawImage(bitmap, 0, 0);
  const image = document.createElement("img");
  image.alt = "";
  image.src = canvas.toDataURL("image/jpeg", 0.8);
  return image;
}
