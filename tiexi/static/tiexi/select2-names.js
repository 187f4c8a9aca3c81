// Select2 leaves its boxes without a name for readers of the screen; they take that of their field.
(() => {
  const nameOf = (select) => {
    const label = select.id && document.querySelector(`label[for="${select.id}"]`);
    return (label ? label.textContent : select.getAttribute("aria-label") || select.name).replace("*", "").trim();
  };
  const set = (element, values) => {
    for (const [key, value] of Object.entries(values)) if (element.getAttribute(key) !== value) element.setAttribute(key, value);
  };
  const tell = () => {
    for (const box of document.querySelectorAll(".select2-container")) {
      const select = box.previousElementSibling;
      if (!select || select.tagName !== "SELECT") continue;
      const name = nameOf(select);
      for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) set(part, { "aria-label": name });
      for (const list of box.querySelectorAll("ul.select2-selection__rendered, ul.select2-selection__rendered > li")) set(list, { role: "presentation" });
    }
    const opened = document.querySelector("select + .select2-container--open");
    const dropdown = opened && document.querySelectorAll(".select2-search--dropdown input, .select2-results__options[role=listbox]");
    for (const part of dropdown || []) set(part, { "aria-label": nameOf(opened.previousElementSibling) });
  };
  new MutationObserver(tell).observe(document, { childList: true, subtree: true });
})();
