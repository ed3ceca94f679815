// What the browser does by itself: the language of Gradio's own words, keys, copying, and the reader as a drawer.
(() => {
  const words = __WORDS__;
  // Gradio words its few own messages by the browser's language; they must be in the language of this page.
  Object.defineProperty(navigator, "language", { get: () => words.tag });
  Object.defineProperty(navigator, "languages", { get: () => [words.tag] });

  // Enter that picks a word in an input method must never reach the page as Enter.
  // 229 is what Safari sends for the Enter that ends a composition, after it has already said that it ended.
  for (const kind of ["keydown", "keypress", "keyup"]) {
    window.addEventListener(
      kind,
      (event) => {
        const composing = event.isComposing || event.keyCode === 229;
        if (composing && (event.key === "Enter" || event.key === "Process")) event.stopImmediatePropagation();
      },
      true,
    );
  }

  const narrow = window.matchMedia("(max-width: 1023px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const reader = () => document.querySelector("#source .reader");
  const isOpen = () => document.body.classList.contains("reader-open");
  let opener = null; // what was clicked to open the reader: focus returns to it

  function show(clicked) {
    opener = clicked;
    document.body.classList.add("reader-open", "reader-waiting");
    document.querySelectorAll("#left .current").forEach((hit) => hit.classList.remove("current"));
    clicked.closest(".hit, tr, li")?.classList.add("current");
    arrange();
  }

  function close() {
    if (!isOpen()) return;
    document.body.classList.remove("reader-open", "reader-waiting");
    document.querySelectorAll("#left .current").forEach((hit) => hit.classList.remove("current"));
    arrange();
    opener?.focus({ preventScroll: !narrow.matches });
    opener = null;
  }

  // On a narrow screen the reader covers the page: it is a dialog then, and what lies below cannot be reached.
  function arrange() {
    const drawer = narrow.matches && isOpen();
    const element = reader();
    if (element && drawer) {
      element.setAttribute("role", "dialog");
      element.setAttribute("aria-modal", "true");
    } else if (element) {
      element.removeAttribute("role");
      element.removeAttribute("aria-modal");
    }
    for (const id of ["masthead", "left"]) document.getElementById(id)?.toggleAttribute("inert", drawer);
  }
  narrow.addEventListener("change", arrange);

  // The reader has new contents: go to the passage.
  function opened() {
    document.body.classList.remove("reader-waiting");
    arrange();
    const sheet = document.querySelector("#source .sheet");
    if (!sheet || !isOpen()) return;
    const place = sheet.querySelector("mark.current") || sheet.querySelector("mark") || sheet.querySelector(".outlined");
    const above = place ? place.getBoundingClientRect().top - sheet.getBoundingClientRect().top + sheet.scrollTop : 0;
    sheet.scrollTop = Math.max(0, above - sheet.clientHeight / 3);
    document.querySelector("#source .close")?.focus({ preventScroll: true });
  }

  // The conversation has new contents: a new question goes to the top of the screen, so that its answer is read from its start.
  let turns = 0;
  let changing = null; // the turn whose chip was clicked: the chip is gone then, the keyboard's place is not
  function talked() {
    const all = document.querySelectorAll("#talk .turn");
    if (all.length > turns) {
      all[all.length - 1].scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
    }
    if (!all.length && turns) close();
    turns = all.length;
    if (changing === null) return;
    const turn = document.querySelector(`#talk .turn[data-turn="${changing}"]`);
    changing = null;
    const next = turn?.querySelector("button.chip") ?? turn?.querySelector(".found");
    if (next && !next.matches("button")) next.tabIndex = -1;
    next?.focus({ preventScroll: true });
  }

  async function copy(button) {
    const hit = button.closest(".hit");
    const passage = hit.querySelector(".passage").textContent;
    const text = button.dataset.copy === "citation" ? passage.trimEnd() + hit.dataset.citation : passage;
    say((await copied(text)) ? words.copied : words.copy_failed);
  }

  // --- taking out of the reader: the texts are in its bar already, for a click is the only moment to copy ---------

  function take(button) {
    const bar = button.closest(".tools");
    if (button.dataset.part) {
      for (const other of bar.querySelectorAll("[data-part]")) other.setAttribute("aria-pressed", String(other === button));
      const link = bar.querySelector("[data-docx]");
      link.href = link.dataset.docx + button.dataset.part;
      return;
    }
    const part = bar.querySelector('[aria-pressed="true"]');
    const { reference } = bar.dataset;
    put({ text: part.dataset.text, cited: part.dataset.cited, reference }[button.dataset.take]);
  }

  async function put(text) {
    say((await copied(text)) ? words.copied : words.copy_failed);
  }

  // Another place of the speech: what was selected, or the paragraph that was clicked. Offsets count code points.
  let wanted = "";
  async function turnTo(start, end, selected) {
    const bar = document.querySelector("#source .tools");
    if (!bar || end <= start) return;
    const at = `${start}-${end}`;
    const chosen = bar.querySelector('[aria-pressed="true"]').dataset.part;
    const query = new URLSearchParams({ id: bar.dataset.speech, at, part: "tools" });
    if (selected) query.set("selected", "1");
    wanted = at;
    const html = await fetched(`/${words.language}/speech?${query}`);
    if (html === null || wanted !== at || !bar.isConnected) return;
    bar.outerHTML = html;
    const same = document.querySelector(`#source .tools [data-part="${chosen}"]`);
    if (same && !selected) take(same);
  }

  function offsetOf(node, offset) {
    const paragraph = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest?.("#source [data-start]");
    if (!paragraph) return null;
    const before = document.createRange();
    before.selectNodeContents(paragraph);
    before.setEnd(node, offset);
    return Number(paragraph.dataset.start) + Array.from(before.toString()).length;
  }

  let settling = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(settling);
    settling = setTimeout(() => {
      const selection = document.getSelection();
      if (!selection.rangeCount || !reader()?.contains(selection.anchorNode)) return;
      const range = selection.getRangeAt(0);
      const start = offsetOf(range.startContainer, range.startOffset);
      const end = offsetOf(range.endContainer, range.endOffset);
      if (start === null || end === null) return;
      if (end > start) turnTo(start, end, true);
      else if (settled !== start) turnTo(start, start + 1, false);
      settled = start;
    }, 250);
  });
  let settled = null;

  // A piece of HTML from this server, null when there is none; then a word says so.
  async function fetched(address) {
    try {
      const answer = await fetch(address);
      if (answer.ok) return await answer.text();
      console.warn("refused", address, answer.status);
    } catch (failure) {
      console.warn("not reached", address, failure);
    }
    say(words.failed);
    return null;
  }

  // A short word at the foot of the page, for eyes and for screen readers.
  let silence = 0;
  function say(sentence) {
    let said = document.getElementById("said");
    if (!said) {
      said = document.createElement("p");
      said.id = "said";
      said.setAttribute("role", "status");
      document.body.append(said);
    }
    said.textContent = sentence;
    said.classList.add("visible");
    clearTimeout(silence);
    silence = setTimeout(() => said.classList.remove("visible"), 1800);
  }

  // The clipboard interface exists only on this machine and over https; on an intranet's plain http the old way is left.
  async function copied(text) {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch (refusal) {
        console.warn("clipboard refused, trying the old way", refusal);
      }
    }
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.event === "open") {
      const { turn, rank, also } = button.dataset;
      show(button);
      // The place that is open already: the server's answer changes nothing, so nothing would tell that it is there.
      if (reader()?.dataset.place === [turn, rank, also ?? ""].join(".")) opened();
    } else if (button?.dataset.copy) copy(button);
    else if (button?.closest(".tools")) take(button);
    else if (button?.dataset.text) put(button.dataset.text);
    else if (button?.dataset.event === "drop") changing = button.dataset.turn;
    else if (event.target.closest("[data-close]")) close();
    else if (button?.id === "fold") fold();
  }, true);

  window.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) close();
  });

  // The filters unfold above the question.
  function fold(open = !document.body.classList.contains("filters-open")) {
    document.body.classList.toggle("filters-open", open);
    document.getElementById("fold")?.setAttribute("aria-expanded", String(open));
  }

  // What the folding button says when the filter fields hold `held`.
  function folded(held) {
    const count = held.filter((value) => value && String(value).trim()).length;
    return count ? words.filters_active.replace("{count}", count) : words.filters;
  }

  // Gradio builds the page piece by piece; once the folding button is there, say what only its attributes can say.
  const arrival = new MutationObserver(() => {
    const button = document.getElementById("fold");
    if (!button) return;
    arrival.disconnect();
    button.setAttribute("aria-controls", "filters");
    fold(false);
  });
  arrival.observe(document.documentElement, { childList: true, subtree: true });

  window.tifa = { close, fetched, folded, opened, show, talked };
})();
