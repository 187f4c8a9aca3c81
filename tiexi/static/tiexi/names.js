// Boxes of select2 and cells of inline tables have no name for readers of the screen: they take that of their field or column.
(() => {
  const nameOf = (select) => {
    const label = select.id && document.querySelector(`label[for="${select.id}"]`);
    return (label ? label.textContent : select.getAttribute("aria-label") || select.name).replace("*", "").trim();
  };
  const set = (element, values) => {
    for (const [key, value] of Object.entries(values)) if (element.getAttribute(key) !== value) element.setAttribute(key, value);
  };
  const tellCells = () => {
    for (const field of document.querySelectorAll("table.formset :is(input:not([type=hidden]), select, textarea):not([aria-label])")) {
      const column = [...(field.closest("td")?.classList || [])].find((name) => name.startsWith("field-"));
      const head = column && field.closest("table").querySelector(`th.${column.replace("field-", "column-")}`);
      if (head) set(field, { "aria-label": head.textContent.replace("*", "").trim() });
    }
  };
  const tell = () => {
    tellCells();
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
