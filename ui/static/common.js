// What the browser does by itself: the language of Gradio's own words, keys, copying, and the reader as a drawer.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  // Gradio words its few own messages by the browser's language; they must be in the language of this page.
  Object.defineProperty(navigator, "language", { get: () => words.tag });
  Object.defineProperty(navigator, "languages", { get: () => [words.tag] });

  // What this page changes it must show to be asked by this page: Gradio's own requests too.
  const token = document.querySelector("meta[name=csrf]")?.content;
  const fetchAnything = window.fetch.bind(window);
  if (token) {
    window.fetch = async (address, options) => {
      const request = new Request(address, options);
      const isOurs = new URL(request.url, location.href).origin === location.origin;
      if (isOurs && !["GET", "HEAD"].includes(request.method)) request.headers.set("x-csrf-token", token);
      const answer = await fetchAnything(request);
      if (isOurs && answer.status === 401) signInAgain();
      return answer;
    };
  }
  // The session is over: sign in, and come back to this page.
  function signInAgain() {
    const here = location.pathname + location.search;
    location.assign(`/${words.language}/sign-in?${new URLSearchParams({ next: here })}`);
  }

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

  // Gradio cuts its connection when the page may be left, and reports that as a fault. The browser cuts it without a
  // word, and only when the page is left indeed. Whoever listens first, on the way down, can keep it from the others.
  // Only where Gradio is: another page asks here whether to leave what is still being sent.
  window.addEventListener("beforeunload", (event) => {
    if (document.getElementById("talk")) event.stopImmediatePropagation();
  }, true);
  // A page that the browser kept aside and brings back looks as before, but nobody listens to it any more.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted && document.getElementById("talk")) location.reload();
  });

  const narrow = window.matchMedia("(max-width: 1023px)");
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");
  const reader = () => document.querySelector("#source .reader");
  const isOpen = () => document.body.classList.contains("reader-open");
  let opener = null; // what was clicked to open the reader: focus returns to it

  function show(clicked) {
    if (!reader()?.contains(clicked)) opener = clicked;
    document.body.classList.add("reader-open", "reader-waiting");
    document.querySelectorAll("#left .current").forEach((hit) => hit.classList.remove("current"));
    clicked?.closest("#left .hit, #left tr, #left li")?.classList.add("current");
    arrange();
  }

  function close() {
    if (!isOpen()) return;
    document.body.classList.remove("reader-open", "reader-waiting");
    document.querySelectorAll("#left .current").forEach((hit) => hit.classList.remove("current"));
    arrange();
    addressed();
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

  // The reader has new contents, `html` unless they are there already: go to the passage.
  function opened(html) {
    if (html !== undefined) {
      if (reader()) reader().outerHTML = html;
      else document.getElementById("source").innerHTML = html;
    }
    document.body.classList.remove("reader-waiting");
    arrange();
    document.dispatchEvent(new CustomEvent("tifa:changed"));
    const sheet = document.querySelector("#source .sheet");
    if (!sheet || !isOpen()) return;
    const place = sheet.querySelector("mark.current") || sheet.querySelector("mark") || sheet.querySelector(".outlined");
    if (place) scrollTo(place);
    else sheet.scrollTop = 0;
    counted();
    addressed();
    document.querySelector("#source .close")?.focus({ preventScroll: true });
  }

  function scrollTo(place) {
    const sheet = document.querySelector("#source .sheet");
    const above = place.getBoundingClientRect().top - sheet.getBoundingClientRect().top + sheet.scrollTop;
    sheet.scrollTop = Math.max(0, above - sheet.clientHeight / 3);
  }

  // A place of a speech opened by its address.
  async function openPlace(address, clicked) {
    show(clicked);
    const place = new URL(address, location.href).searchParams;
    const query = new URLSearchParams({ id: place.get("speech"), at: place.get("at") ?? "", part: "reader" });
    if (place.has("edition")) query.set("edition", place.get("edition"));
    const html = await fetched(`/${words.language}/speech?${query}`);
    if (html === null) return close();
    opened(html);
  }

  // --- places in the open speech: those that are marked, and its headings -----------------------------------------

  const stops = () => [...document.querySelectorAll("#source .sheet mark[data-stop]")];
  const currentStop = (all) => Math.max(0, all.findIndex((mark) => mark.classList.contains("current")));

  function counted() {
    const all = stops();
    const said = document.querySelector("#source .moves .count");
    if (said?.dataset.said) said.textContent = said.dataset.said.replace("{number}", currentStop(all) + 1);
  }

  function step(by) {
    const all = stops();
    if (!all.length) return;
    const next = all[(currentStop(all) + by + all.length) % all.length];
    document.querySelectorAll("#source mark.current").forEach((mark) => mark.classList.remove("current"));
    next.classList.add("current");
    scrollTo(next);
    counted();
    const [start, end] = next.dataset.stop.split("-").map(Number);
    turnTo(start, end, false);
    setPlace(next.dataset.stop);
  }

  function jump(start) {
    const paragraphs = [...document.querySelectorAll("#source .speech [data-start]")];
    const target = paragraphs.filter((paragraph) => Number(paragraph.dataset.start) <= start).pop();
    const sheet = document.querySelector("#source .sheet");
    if (!target) return;
    sheet.scrollTop += target.getBoundingClientRect().top - sheet.getBoundingClientRect().top - 16;
    sheet.focus({ preventScroll: true });
    setPlace(`${start}-${start + 1}`);
  }

  // What the address of the place is taken from. The page of the conversation shows it in the address bar as well,
  // so that the place is there again after a reload.
  function setPlace(at) {
    reader().dataset.at = at;
    addressed();
  }

  // With the edition, which tells whoever opens a place later whether the text is still the one it was taken from.
  function placeAddress() {
    const { speech, at, edition } = reader()?.dataset ?? {};
    return speech ? `/?${new URLSearchParams(at ? { speech, at, edition } : { speech })}` : null;
  }

  function addressed() {
    if (!document.getElementById("talk")) return;
    const place = isOpen() && placeAddress();
    const asked = [String(new URLSearchParams(inAddress())), place ? place.slice(2) : ""].filter(Boolean).join("&");
    const query = asked && `?${asked}`;
    // What was opened by hand is closed by going back as well, as people do on a phone.
    if (!isOpen() && history.state?.reader) return history.back();
    if (location.search === query) return;
    if (place && !new URLSearchParams(location.search).has("speech")) {
      history.pushState({ reader: true }, "", location.pathname + query);
    } else history.replaceState(history.state, "", location.pathname + query);
  }
  window.addEventListener("popstate", () => {
    const there = document.getElementById("talk") && new URLSearchParams(location.search).has("speech");
    if (there && !isOpen()) openPlace(location.href, null);
    else if (!there && isOpen()) close();
  });

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

  async function put(text, done = words.copied) {
    say((await copied(text)) ? done : words.copy_failed);
  }

  // Another place of the speech: what was selected, or the paragraph that was clicked. Offsets count code points.
  let wanted = "";
  async function turnTo(start, end, selected) {
    const bar = document.querySelector("#source .tools");
    if (!bar || end <= start) return;
    const at = `${start}-${end}`;
    setPlace(at);
    const chosen = bar.querySelector('[aria-pressed="true"]').dataset.part;
    const query = new URLSearchParams({ id: bar.dataset.speech, at, part: "tools" });
    if (selected) query.set("selected", "1");
    wanted = at;
    const html = await fetched(`/${words.language}/speech?${query}`);
    if (html === null || wanted !== at || !bar.isConnected) return;
    bar.outerHTML = html;
    document.dispatchEvent(new CustomEvent("tifa:changed"));
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
  async function fetched(address, options) {
    try {
      const answer = await fetch(address, options);
      const html = await answer.text();
      if (answer.ok) return html;
      console.warn("refused", address, answer.status);
      const why = new DOMParser().parseFromString(html, "text/html").querySelector(".refused")?.textContent;
      if (why) return say(why) ?? null; // there is no turn for it
    } catch (failure) {
      if (failure.name === "AbortError") return null; // it was left
      console.warn("not reached", address, failure);
    }
    say(words.failed);
    return null;
  }

  // What is being read or prepared is told of on every page as long as it goes on; the library has a strip of its own.
  async function underway() {
    if (document.getElementById("rebuild")) return;
    const at = (part) => `/${words.language}/library?part=${part}`;
    for (let wasRunning = false; ; wasRunning = true) {
      const html = await fetched(at("underway"));
      if (html === null) return;
      const strip = document.getElementById("underway");
      if (strip) strip.outerHTML = html;
      else document.body.insertAdjacentHTML("beforeend", html);
      const { dataset: { kind }, offsetHeight } = document.getElementById("underway");
      document.documentElement.style.setProperty("--strip", `${offsetHeight}px`);
      document.body.classList.toggle("is-underway", kind !== "idle");
      if (kind === "idle" && !wasRunning) return;
      const held = await fetched(at("held"));
      const library = document.querySelector("#masthead .library");
      if (held !== null && library && library.textContent !== held) {
        library.textContent = held;
        // The page of an empty library has no examples and no filters yet; nobody is interrupted who is writing.
        const nothing = document.querySelector("#welcome .nothing");
        if (nothing && !document.querySelector("#question textarea")?.value) return location.reload();
        nothing?.remove();
      }
      if (kind !== "running") return;
      await new Promise((later) => setTimeout(later, 1500));
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", underway);
  else underway();

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
    silence = setTimeout(() => said.classList.remove("visible"), Math.max(1800, 80 * sentence.length)); // time to read it
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
    if (button?.dataset.copy) copy(button);
    else if (button?.closest(".tools") && (button.dataset.part || button.dataset.take)) take(button);
    else if (button?.dataset.text) put(button.dataset.text);
    else if (button?.dataset.step) step(Number(button.dataset.step));
    else if (button?.dataset.jump) {
      button.closest("details").open = false;
      jump(Number(button.dataset.jump));
    } else if (button && "link" in button.dataset) put(location.origin + placeAddress(), words.link_copied);
    else if (event.target.closest("[data-close]")) close();
    else if (button?.id === "fold") fold();
  }, true);

  // A link to a place in a speech opens it here; its address opens it anywhere.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-place]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    openPlace(link.href, link);
  });

  // On paper everything is unfolded: what a click shows cannot be clicked there.
  window.addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("#left details:not([open])")) {
      folded.open = true;
      folded.dataset.printed = "";
    }
  });
  window.addEventListener("afterprint", () => {
    for (const unfolded of document.querySelectorAll("details[data-printed]")) {
      unfolded.open = false;
      delete unfolded.dataset.printed;
    }
  });

  // What folds out above the page folds in again when something else is clicked.
  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.contents[open], details.inferred[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  const isTyping = () => document.activeElement?.closest("input, textarea, select, [contenteditable]");

  window.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      const open = document.querySelector("details.contents[open], details.inferred[open]");
      if (!open) return close();
      open.open = false;
      open.querySelector("summary").focus();
    }
    if (isTyping() || !isOpen()) return;
    if (event.key === "n") step(1);
    if (event.key === "p") step(-1);
  });

  // The filters unfold above the question.
  function fold(open = !document.body.classList.contains("filters-open")) {
    document.body.classList.toggle("filters-open", open);
    document.getElementById("fold")?.setAttribute("aria-expanded", String(open));
  }

  // The filters as addresses have them: of several speakers each by itself.
  const separate = (text) => text.split("、").map((value) => value.trim()).filter(Boolean);
  const inAddress = () =>
    filters.flatMap(([name, value]) => (name === "speaker" ? separate(value) : [value]).map((each) => [name, each]));

  // What the folding button says when the filter fields of these names hold `held`, which is in the address as well.
  let filters = [];
  const arrivedAt = new URLSearchParams(location.search);
  function folded(names, held) {
    filters = names.map((name, place) => [name, String(held[place] ?? "").trim()]).filter(([, value]) => value);
    addressed();
    document.dispatchEvent(new CustomEvent("tifa:filters"));
    const count = inAddress().length;
    return count ? words.filters_active.replace("{count}", count) : words.filters;
  }

  // The fields with the filters of the address; of one that it does not name, what was filled in since.
  function arrivedWith(names, held) {
    return names.map((name, place) => arrivedAt.getAll(name).join("、") || held[place]);
  }

  // The links above the Ask page take its filters along to the other pages. Gradio draws the bar anew now and then, so
  // they are completed when they are followed.
  for (const kind of ["pointerdown", "click"]) {
    document.addEventListener(kind, (event) => {
      const link = event.target.closest?.("#masthead nav a:not([aria-current])");
      if (!link || !document.getElementById("talk")) return;
      link.search = String(new URLSearchParams(inAddress()));
    }, true);
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

  window.tifa = { arrivedWith, calm, close, fetched, filters: () => filters, folded, isTyping, opened, openPlace, reader, say, separate, show, signInAgain, token, words };
})();
