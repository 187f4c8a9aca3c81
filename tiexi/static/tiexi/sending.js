// A form with photos on a bad line: it is sent without leaving its page, and again, with the same token, until the server
// has answered. The server does it once and answers each sending as the first. Without this file the browser sends it.
{
  const PAUSES = [5, 10, 20, 40, 60]; // seconds before it is tried again by itself
  const STALL = 60; // seconds in which nothing moved
  const LOST = new Set([0, 502, 503, 504]); // the server was not reached, or nobody knows

  document.addEventListener("DOMContentLoaded", () => carryIn(document));
  document.addEventListener("tx-placed", event => carryIn(event.target));

  function carryIn(place) {
    place.querySelectorAll("form[data-once]").forEach(carry);
  }

  function carry(form) {
    const box = form.querySelector("[data-sending]"), words = box.dataset;
    const [line, bar, again] = box.children;
    const waits = new Set();
    let body = null, by = null, request = null, timer = 0, failures = 0;
    let state = "still"; // or "sending", or "lost": it will be tried again by itself

    const say = text => { if (line.textContent !== text) line.textContent = text; };

    const press = async submitter => {
      clearTimeout(timer);
      state = "sending";
      by = submitter;
      failures = 0;
      again.hidden = true;
      say(words.sending);
      while (waits.size) await Promise.allSettled([...waits]);
      body = new FormData(form);
      if (by?.name) body.append(by.name, by.value);
      send();
    };

    const send = () => {
      clearTimeout(timer);
      state = "sending";
      let stall = 0;
      const moves = () => {
        clearTimeout(stall);
        stall = setTimeout(() => request.abort(), STALL * 1000);
      };
      request = new XMLHttpRequest();
      request.open("POST", form.getAttribute("action"));
      request.setRequestHeader("Tx-Sending", "1");
      request.upload.onprogress = event => {
        moves();
        bar.hidden = false;
        bar.value = event.loaded / event.total;
      };
      request.onprogress = moves;
      request.onloadend = () => {
        clearTimeout(stall);
        bar.hidden = true;
        if (LOST.has(request.status)) lose();
        else answer();
      };
      moves();
      request.send(body);
    };

    const lose = () => {
      state = "lost";
      again.hidden = false;
      say("kept" in form.dataset ? words.kept : words.lost);
      timer = setTimeout(send, PAUSES[Math.min(failures, PAUSES.length - 1)] * 1000);
      failures += 1;
    };

    const answer = () => {
      const leads = request.getResponseHeader("Tx-Leads-To");
      if (leads) return location.assign(leads);
      const place = new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".tx-act");
      if (!place) return sendAlone();
      form.closest(".tx-act").replaceWith(place);
      return place.dispatchEvent(new Event("tx-placed", { bubbles: true }));
    };

    // What is no form, a page of its own, is shown by the browser.
    const sendAlone = () => {
      if (by?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: by.name, value: by.value }));
      HTMLFormElement.prototype.submit.call(form);
    };

    const tryNow = () => {
      if (state !== "lost" || !form.isConnected) return;
      failures = 0;
      send();
    };

    form.addEventListener("tx-wait", ({ detail }) => {
      waits.add(detail);
      detail.finally(() => waits.delete(detail));
    });
    form.addEventListener("submit", event => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (state !== "sending") press(event.submitter);
    });
    // What is being changed is not sent half done.
    form.addEventListener("input", () => {
      if (state !== "lost") return;
      clearTimeout(timer);
      state = "still";
      say(words.changed);
    });
    again.addEventListener("click", () => form.requestSubmit(by));
    addEventListener("online", tryNow);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) tryNow(); });
    addEventListener("pageshow", event => {
      if (!event.persisted) return;
      state = "still";
      say("");
    });
  }
}
