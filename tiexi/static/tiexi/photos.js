// Chosen files: their names and small pictures, gathered over several choices, each removable. Photos are drawn smaller
// before they are sent; papers, and photos that this browser cannot read, go as they are. The input alone does as well.
{
  const LONGEST = 2048; // pixels of the longer side
  const QUALITY = 0.8;
  const PHOTO = /\.(jpe?g|png|webp|hei[cf])$/i;
  const JPEG = /\.jpe?g$/i;
  let turn = Promise.resolve(); // one at a time: a large photo takes much of a phone's memory

  document.addEventListener("DOMContentLoaded", () => gatherIn(document));
  document.addEventListener("tx-placed", event => gatherIn(event.target));

  function gatherIn(place) {
    for (const box of place.querySelectorAll("[data-files]")) {
      for (const input of box.querySelectorAll("input[type=file]")) gather(box, input);
    }
  }

  function gather(box, input) {
    const list = box.querySelector(".tx-chosen");
    let chosen = [];
    input.hasChangeListener = true; // the theme's own listener looks for a text field that is not here

    const put = () => {
      const kept = new DataTransfer();
      chosen.forEach(one => kept.items.add(one.file));
      input.files = kept.files;
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const add = file => {
      const one = { file, known: file.name + file.size, row: document.createElement("li") };
      const name = document.createElement("span");
      const said = document.createElement("small");
      const button = document.createElement("button");
      name.append(file.name, said);
      one.row.append(name, button);
      button.type = "button";
      button.textContent = box.dataset.remove;
      button.setAttribute("aria-label", `${box.dataset.remove} ${file.name}`);
      button.addEventListener("click", () => {
        chosen = chosen.filter(other => other !== one);
        one.row.remove();
        put();
        input.focus();
      });
      list.append(one.row);
      if (PHOTO.test(file.name)) {
        turn = turn.then(() => draw(one, said));
        input.dispatchEvent(new CustomEvent("tx-wait", { bubbles: true, detail: turn }));
      }
      return one;
    };
    const draw = async (one, said) => {
      if (!chosen.includes(one)) return;
      said.textContent = box.dataset.drawing;
      try {
        const { file, stamp } = await drawn(one.file);
        one.row.prepend(stamp);
        said.textContent = file === one.file ? "" : [box.dataset.smaller, size(one.file), "→", size(file)].join(" ").replace("： ", "：");
        if (file === one.file || !chosen.includes(one)) return;
        one.file = file;
        put();
      } catch {
        said.textContent = box.dataset.unseen;
      }
    };
    input.addEventListener("change", () => {
      const known = new Set(chosen.flatMap(one => [one.known, one.file.name + one.file.size]));
      const more = [...input.files].filter(file => !known.has(file.name + file.size));
      chosen = [...chosen, ...more.map(add)];
      put();
    });
  }

  // The photo no larger than is needed, upright, and a stamp of it. One that is small is left alone, so that a photo
  // that comes back from the device's store stays what it was.
  async function drawn(file) {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => createImageBitmap(file));
    try {
      const stamp = document.createElement("img");
      stamp.alt = "";
      stamp.src = paint(bitmap, Math.min(1, 96 / bitmap.height)).toDataURL("image/jpeg", QUALITY);
      const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      if (scale === 1 && JPEG.test(file.name)) return { file, stamp };
      const blob = await new Promise(done => paint(bitmap, scale).toBlob(done, "image/jpeg", QUALITY));
      if (!blob || blob.size >= file.size) return { file, stamp };
      const name = JPEG.test(file.name) ? file.name : file.name.replace(PHOTO, ".jpg");
      return { file: new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified }), stamp };
    } finally {
      bitmap.close();
    }
  }

  function paint(bitmap, scale) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(bitmap.width * scale));
    canvas.height = Math.max(1, Math.round(bitmap.height * scale));
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff"; // a JPEG knows no transparency
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  const size = file => (file.size < 104858 ? `${Math.ceil(file.size / 1024)} KB` : `${(file.size / 1048576).toFixed(1)} MB`);
}
