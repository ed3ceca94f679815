// Questions that wait for their turn: while another is being answered, while the server is away, and while the library
// has nothing to answer from. They are kept for this tab until they stand in the conversation, so none is lost.
(() => {
  const { words } = tifa;
  const visitor = document.documentElement.dataset.visitor ?? "";
  const KEPT = `tifa.waiting.${visitor}`;
  const DRAFT = `tifa.draft.${visitor}`; // what is in the field, and not asked yet
  // Gradio misses the answer to what is sent in the very moment when the stream of the event before it closes.
  const STREAM_CLOSES = 200; // milliseconds, of which it takes a few

  let waiting = tifa.kept(KEPT, [], "session");
  let sent = false; // the first of them, which has no turn yet
  let talk = null; // the conversation: {send, isBusy}
  let going = 0;
  let next = null; // the button that begins a new conversation, clicked before the last answer of this one was whole
  const field = () => document.querySelector("#question textarea");
  const isEmptyLibrary = () => document.querySelector("#welcome .nothing") !== null;

  function changed() {
    tifa.keep(KEPT, waiting.length ? waiting : null, "session");
    show();
    clearTimeout(going);
    going = setTimeout(go, STREAM_CLOSES);
  }

  // With the order and the filters of this moment, whatever they are when its turn comes.
  function ask(question) {
    const order = document.querySelector("#order input:checked")?.value ?? "relevance";
    waiting.push({ question, order, fields: Object.fromEntries(tifa.filters()) });
    tifa.keep(KEPT, waiting, "session");
    go();
    show();
  }

  function go() {
    if (next && !talk.isBusy()) {
      const button = next;
      next = null;
      return button.click();
    }
    if (!talk || sent || !waiting.length || tifa.isLost() || isEmptyLibrary() || talk.isBusy()) return;
    sent = true;
    talk.send(waiting[0]);
  }

  // The first one stands in the conversation now.
  function taken() {
    if (!sent) return;
    sent = false;
    waiting.shift();
  }

  function show() {
    const list = document.getElementById("waiting") ?? Object.assign(document.createElement("ul"), { id: "waiting" });
    if (!list.isConnected) document.querySelector("#composer")?.prepend(list);
    const why = isEmptyLibrary() ? words.waiting_empty : words.waiting;
    const held = sent && !tifa.isLost() ? waiting.slice(1) : waiting;
    list.replaceChildren(...held.map((one) => row(one, why)));
  }

  function row(one, why) {
    const [item, said, drop] = ["li", "span", "button"].map((name) => document.createElement(name));
    said.textContent = `${why}${one.question}`;
    drop.type = "button";
    drop.textContent = "×";
    drop.title = drop.ariaLabel = words.waiting_drop;
    drop.addEventListener("click", () => {
      waiting = waiting.filter((other) => other !== one);
      changed();
    });
    item.append(said, drop);
    return item;
  }

  function empty() {
    field().value = "";
    field().dispatchEvent(new Event("input", { bubbles: true }));
  }

  function submit(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const question = field().value;
    if (!question.trim()) {
      tifa.say(words.blank);
      field().focus();
      return;
    }
    empty();
    ask(question);
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.target !== field()) return;
    if (event.key === "Enter" && !event.shiftKey) submit(event);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target.closest("#send")) submit(event);
  }, true);

  // What is still to come of an answer would bring the old conversation back.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("#new");
    if (!button || !talk?.isBusy()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    next = button;
  }, true);

  // The conversation is there, or is again after a reload.
  function begin(conversation) {
    talk = conversation;
    new MutationObserver(changed).observe(document.getElementById("welcome"), { childList: true, subtree: true });
    const draft = tifa.kept(DRAFT, "", "session");
    tifa.keep(DRAFT, null, "session");
    if (draft) fill(draft);
    changed();
  }

  // Gradio makes the field a little later.
  function fill(draft) {
    if (!field()) requestAnimationFrame(() => fill(draft));
    else if (!field().value) {
      field().value = draft;
      field().dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  window.addEventListener("pagehide", () => tifa.keep(DRAFT, field()?.value || null, "session"));
  document.addEventListener("tifa:connection", changed);
  tifa.questions = { ask, begin, changed, taken };
})();
