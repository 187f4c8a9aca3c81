// A few comforts; every page works without them.
// A list is followed at once where it was chosen from; whoever walks through it by keys, or writes a day, is waited for
// until Enter or the button.
for (const form of document.querySelectorAll("[data-submit-on-change]")) {
  let byKeys = false;
  form.classList.add("quick");
  form.addEventListener("pointerdown", () => { byKeys = false; });
  form.addEventListener("keydown", (event) => {
    if (event.target.tagName !== "SELECT") return;
    byKeys = event.key !== "Enter";
    if (!byKeys) setTimeout(() => form.requestSubmit());
  });
  form.addEventListener("change", (event) => {
    const list = event.target.tagName === "SELECT";
    if (event.target.dataset.fills) form.elements[event.target.dataset.fills].value = event.target.value;
    if (list && !byKeys) form.requestSubmit();
    else form.classList.remove("quick");
  });
  for (const list of form.querySelectorAll("[data-fills]")) list.hidden = false;
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.body.classList.toggle("a3", button.dataset.print === "a3");
    window.print();
  });
}
// A chart wider than its room begins at its end, which is now.
for (const room of document.querySelectorAll(".chart-room")) room.scrollLeft = room.scrollWidth;
// Long tables start folded on a telephone.
if (matchMedia("(max-width: 899px)").matches) {
  for (const fold of document.querySelectorAll(".fold")) fold.open = false;
}
