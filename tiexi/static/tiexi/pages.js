// A few comforts; every page works without them.
for (const form of document.querySelectorAll("[data-submit-on-change]")) {
  form.classList.add("quick");
  form.addEventListener("change", () => form.requestSubmit());
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    document.body.classList.toggle("a3", button.dataset.print === "a3");
    window.print();
  });
}
// Long tables start folded on a telephone.
if (matchMedia("(max-width: 899px)").matches) {
  for (const fold of document.querySelectorAll(".fold")) fold.open = false;
}
