// A paragraph that the office's language model writes from the passages of an answer (写成一段): asked for, left, put in.
// The answer around it stays as it is.
(() => {
  document.addEventListener("click", (click) => {
    const button = click.target.closest("[data-write]");
    if (!button) return;
    if ("running" in button.dataset) button.dispatchEvent(new Event("leave"));
    else write(button);
  });

  async function write(button) {
    const place = button.closest(".paragraph");
    const note = place.querySelector(".note");
    const before = [button.textContent, note.textContent];
    const leaving = new AbortController();
    const begun = Date.now();
    const told = () => {
      note.textContent = button.dataset.writing.replace("{seconds}", Math.round((Date.now() - begun) / 1000));
    };
    button.addEventListener("leave", () => leaving.abort(), { once: true });
    button.dataset.running = "";
    button.textContent = button.dataset.leave;
    told();
    const clock = setInterval(told, 1000);
    const html = await asked(place, leaving.signal);
    clearInterval(clock);
    delete button.dataset.running;
    [button.textContent, note.textContent] = before;
    if (html === null) return;
    place.querySelector(".written").innerHTML = html;
    if (place.querySelector(".sentences")) button.textContent = button.dataset.again;
  }

  // The paragraph as HTML, or the sentence that says why there is none; null where it was left.
  async function asked(place, signal) {
    const { question, passages } = place.dataset;
    const { turn } = place.closest(".turn").dataset;
    const body = new URLSearchParams({ question, passages, turn });
    return tifa.fetched(`/${tifa.words.language}/paragraph?part=written`, { method: "POST", body, signal });
  }
})();
