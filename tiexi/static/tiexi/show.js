// The meeting room's screen: turns the wall without leaving full screen, and answers to keys.
// Without this file the page turns by its own refresh.
const wait = (main) => Math.max(5, Number(main.dataset.every)) * 1000;
let main = document.getElementById("main");
let paused = "paused" in main.dataset;
let timer;

const link = (name) => main.querySelector(`[data-turn="${name}"]`);

function arm() {
  clearTimeout(timer);
  if (!paused) timer = setTimeout(() => turn(link("next").href), wait(main));
}

// A screen that cannot be fetched is tried again; the one on show stays, with its day.
async function turn(address) {
  try {
    const answer = await fetch(address);
    if (answer.redirected) return location.assign(address);
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"), address);
  } catch {
    // the network is away
  }
  arm();
}

function show(page, address) {
  const fresh = page.getElementById("main");
  if (!fresh) return;
  main.replaceWith(fresh);
  main = fresh;
  history.replaceState(null, "", address);
  dress();
}

function dress() {
  for (const button of main.querySelectorAll("[data-fullscreen]")) {
    button.hidden = !document.fullscreenEnabled;
    button.addEventListener("click", fill);
  }
  for (const one of main.querySelectorAll("[data-turn]")) {
    one.addEventListener("click", (event) => {
      event.preventDefault();
      act(one.dataset.turn);
    });
  }
}

function fill() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
}

function act(name) {
  if (name === "pause") paused = !paused;
  turn(link(name).href);
}

const KEYS = { " ": "pause", ArrowRight: "next", PageDown: "next", ArrowLeft: "previous", PageUp: "previous" };
document.addEventListener("keydown", (event) => {
  if (event.target.closest("a, button") && event.key === " ") return;
  if (event.key === "f") fill();
  if (!KEYS[event.key]) return;
  event.preventDefault();
  act(KEYS[event.key]);
});

dress();
arm();
