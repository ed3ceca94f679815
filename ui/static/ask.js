// The conversation in the browser: it is put together here from the turns that the server sends one by one, and what
// was asked is kept for this tab, so that a reload brings it back. Gradio runs this once for the component.
// (element: the component; props.value: what the server sent last; trigger: sends an event to the server.)
const EVENTS = ["open", "more", "drop", "judge"];
const visitor = document.documentElement.dataset.visitor ?? "";
const KEPT = `tifa.conversation.${visitor}`; // who signs in next in this tab must not see it
const TALK = `tifa.talk.${visitor}`; // the one that this tab goes on with
const SINCE = `tifa.talk-since.${visitor}`; // when that was kept last; a tab that was duplicated has the same
const IN_FULL = "tifa.in-full";
const MOST_KEPT = 20; // of the newest turns; the server takes no more
const { words } = tifa;
const list = element.querySelector(".talk");
const field = () => document.querySelector("#question textarea");
let source = ""; // the last source that the server sent
let unsettled = null; // what was asked and is not kept under its name yet
let settling = 0;

// --- turns -------------------------------------------------------------------------------------------------------

// What the server sent: the turns that changed, and how many there are in all.
watch("value", () => applyTurns(props.value));

function applyTurns(html) {
  const sent = fragment(html).querySelector("[data-turns]");
  if (!sent) return;
  const before = list.children.length;
  const place = placeOfFocus();
  const changed = [...sent.children];
  for (const turn of changed) {
    const old = list.querySelector(`:scope > [data-turn="${turn.dataset.turn}"]`);
    if (old) {
      if (old.querySelector('.rest[aria-expanded="true"]')) fold(turn, false);
      if ("kept" in old.dataset) turn.dataset.kept = "";
      if (old.querySelector(".short.unfolded")) unfoldShort(turn, true);
      keepParagraph(old, turn);
      for (const open of old.querySelectorAll(".hit.unfolded")) unfold(turn.querySelector(`.hit[value="${open.value}"]`), true);
      old.replaceWith(turn);
    }
    else list.append(turn);
  }
  while (list.children.length > Number(sent.dataset.turns)) list.lastElementChild.remove();
  foldEarlier();
  asCards();
  tellOfRest();
  const count = list.children.length;
  if (!count && before) tifa.close();
  if (count > before) {
    list.lastElementChild.scrollIntoView({ block: "start", behavior: tifa.calm.matches ? "auto" : "smooth" });
  }
  if (!document.body.classList.contains("returning") && count > before) tifa.questions.taken();
  document.body.classList.remove("returning");
  refocus(place);
  const latest = changed.at(-1)?.querySelector(".thanks, .found:not(.waiting)");
  if (latest) announce(latest.textContent);
  keep();
  tifa.questions.changed();
  document.dispatchEvent(new CustomEvent("tifa:changed"));
}

// A paragraph that was written, or is being, stays as long as the passages do that it was written from.
function keepParagraph(old, turn) {
  const [written, fresh] = [old, turn].map((each) => each.querySelector(".paragraph"));
  if (!written || !fresh?.dataset.passages.startsWith(written.dataset.passages.slice(0, -1))) return;
  written.dataset.passages = fresh.dataset.passages;
  fresh.replaceWith(written);
}

// What is less close, behind what answers: out of sight, or in it.
function fold(turn, folded) {
  turn.querySelector(".hits")?.classList.toggle("folded", folded);
  turn.querySelector(".rest")?.setAttribute("aria-expanded", String(!folded));
}

element.addEventListener("click", (click) => {
  const button = click.target.closest(".rest, .more");
  if (button) fold(button.closest(".turn"), button.getAttribute("aria-expanded") === "true");
});

// Of earlier turns the question is left, in a line; a click brings the answer back.
function foldEarlier() {
  for (const turn of list.children) {
    const isEarlier = turn !== list.lastElementChild;
    turn.classList.toggle("earlier", isEarlier);
    turn.querySelector(".unfold-turn").setAttribute("aria-expanded", String(!isEarlier || "kept" in turn.dataset));
  }
}

element.addEventListener("click", (click) => {
  const turn = click.target.closest(".unfold-turn, .question")?.closest(".turn.earlier");
  if (!turn) return;
  turn.toggleAttribute("data-kept");
  foldEarlier();
});

// A passage is three lines long until it is clicked, unless all are to be seen in full.
function unfold(hit, open) {
  hit?.classList.toggle("unfolded", open);
  hit?.classList.toggle("brief", !open && hit.matches(".cards > *"));
  hit?.querySelector(".unfold").setAttribute("aria-expanded", String(open));
}

element.addEventListener("click", (click) => {
  const hit = click.target.closest(".unfold, .passage")?.closest(".hit");
  if (hit && document.getSelection().isCollapsed) unfold(hit, !hit.classList.contains("unfolded"));
  const way = click.target.closest(".lines button");
  if (way) inFull(way.matches(".whole"));
});

// Of a short answer each sentence is a line or two until it is unfolded; where that cuts nothing there is no button.
function unfoldShort(turn, open) {
  turn.querySelector(".short")?.classList.toggle("unfolded", open);
  turn.querySelector(".rest-of-short")?.setAttribute("aria-expanded", String(open));
}

function tellOfRest() {
  for (const short of list.querySelectorAll(".short:not(.unfolded)")) {
    const isCut = (line) => !line.offsetHeight || [...line.children].some((each) => each.scrollHeight > each.clientHeight + 2);
    const lines = short.offsetHeight ? [...short.querySelectorAll("ol > li")] : [];
    short.querySelector(".rest-of-short").hidden = !lines.some(isCut);
  }
}

new ResizeObserver(tellOfRest).observe(list);
element.addEventListener("click", (click) => {
  const short = click.target.closest(".rest-of-short, .short q")?.closest(".short");
  if (short?.querySelector(".rest-of-short:not([hidden])") && document.getSelection().isCollapsed) unfoldShort(short.closest(".turn"), !short.classList.contains("unfolded"));
});

// What was asked for in full (a passage among its neighbours) has no cards.
function asCards() {
  const whole = document.body.classList.contains("in-full");
  for (const hits of list.querySelectorAll(".hits")) {
    const cards = !whole && !hits.matches(".in-full");
    hits.classList.toggle("cards", cards);
    for (const hit of hits.querySelectorAll(".hit")) hit.classList.toggle("brief", cards && !hit.matches(".unfolded"));
  }
}

function inFull(whole) {
  document.body.classList.toggle("in-full", whole);
  asCards();
  tifa.keep(IN_FULL, whole);
}

// For screen readers, in a word: the whole of an answer would be read out again with every change.
function announce(sentence) {
  let said = document.getElementById("announcement");
  if (!said) {
    said = document.createElement("p");
    said.id = "announcement";
    said.setAttribute("role", "status");
    document.body.append(said);
  }
  if (said.textContent !== sentence) said.textContent = sentence;
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// A button that was clicked may be a new one now, or be gone: the keyboard's place is not.
function placeOfFocus() {
  const focused = document.activeElement;
  const turn = focused?.closest(".turn");
  if (!turn || !list.contains(turn)) return null;
  return { turn: turn.dataset.turn, data: JSON.stringify(focused.dataset), of: focused.className };
}

function refocus(place) {
  if (!place || list.contains(document.activeElement)) return;
  const turn = list.querySelector(`:scope > [data-turn="${place.turn}"]`);
  if (!turn) return;
  const same = [...turn.querySelectorAll("button, input")].find((each) => JSON.stringify(each.dataset) === place.data);
  const next = same ?? turn.querySelector("button.chip") ?? turn.querySelector(".found");
  if (next && !next.matches("button, input")) next.tabIndex = -1;
  next?.focus({ preventScroll: true });
}

element.addEventListener("click", (click) => {
  const button = click.target.closest("[data-event]");
  if (!button || !EVENTS.includes(button.dataset.event)) return;
  const data = { ...button.dataset };
  if (data.event === "open") {
    tifa.show(button);
    // The place that was sent last: the server's answer changes nothing, so nothing would tell that it is there.
    const [turn, rank, also] = [data.turn, data.rank, data.also ?? ""];
    if (fragment(source).querySelector(`[data-place="${turn}.${rank}.${also}"]`)) tifa.opened(source);
  }
  if (data.event === "judge" && "send" in data) data.remark = button.closest(".remark").querySelector("input").value;
  trigger(data.event, data);
});

// The examples stand in a component of their own, which goes once there is a conversation.
document.addEventListener("click", (click) => {
  const example = click.target.closest(":is(#welcome, .next) [data-question]");
  if (example) tifa.questions.ask(example.dataset.question);
});

// Enter in the field of a remark sends it.
element.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches(".remark input")) return;
  event.target.closest(".remark").querySelector("button").click();
});

tifa.showSource = (html) => {
  source = html;
  tifa.opened(html);
};

// --- what survives a reload ----------------------------------------------------------------------------------------

function keep() {
  const turns = [...list.querySelectorAll(":scope > [data-asked]")].slice(-MOST_KEPT);
  const asked = turns.map((turn) => JSON.parse(turn.dataset.asked));
  tifa.keep(KEPT, asked.length ? asked : null, "session");
  if (!asked.length) {
    settle();
    goOnWith(null, null);
    return;
  }
  clearTimeout(settling);
  settling = setTimeout(settle, 500); // an answer comes in steps
  unsettled = asked;
}

// --- conversations, under the first question until they are renamed ----------------------------------------------

function goOnWith(id, since) {
  tifa.keep(TALK, id, "session");
  tifa.keep(SINCE, since, "session");
}

async function settle() {
  clearTimeout(settling);
  if (!unsettled) return;
  const asked = unsettled;
  unsettled = null;
  const id = tifa.kept(TALK, null, "session") ?? Date.now().toString(36);
  const since = tifa.kept(SINCE, 0, "session");
  goOnWith(id, since);
  const kept = await tifa.talks.keep(id, asked, since);
  if (kept && tifa.kept(TALK, null, "session") === id) goOnWith(kept.id, kept.at);
}

window.addEventListener("pagehide", settle);

function resume(talk) {
  settle();
  goOnWith(talk.id, talk.at);
  tifa.keep(KEPT, talk.asked, "session");
  location.assign(location.pathname);
}

function made(name, text, does, label) {
  const part = document.createElement(name);
  part.textContent = text;
  if (label) part.title = part.ariaLabel = label;
  if (does) {
    part.type = "button";
    part.addEventListener("click", does);
  }
  return part;
}

async function listTalks(into) {
  const now = [...list.querySelectorAll(".question")].map((question) =>
    made("button", question.textContent, () => {
      into.hidePopover();
      const turn = question.closest(".turn");
      turn.dataset.kept = "";
      foldEarlier();
      turn.scrollIntoView({ block: "start" });
    }),
  );
  const current = tifa.kept(TALK, null, "session");
  const before = (await tifa.talks.all()).filter((talk) => talk.id !== current).map((talk) => talkRow(talk, into));
  const none = made("p", visitor ? words.talks_none_signed_in : words.talks_none);
  into.replaceChildren(
    ...(now.length ? [made("h3", words.talk_now), ...now] : []),
    made("h3", words.talks_before),
    ...(before.length ? before : [none]),
  );
}

function talkRow(talk, into) {
  const row = document.createElement("p");
  const rename = async () => {
    const name = await tifa.askName(words.talk_rename, talk.name);
    if (name) await tifa.talks.rename(talk.id, name);
    into.showPopover(); // which a dialog closes
  };
  const remove = async () => {
    await tifa.talks.remove(talk.id);
    listTalks(into);
  };
  const when = new Date(talk.at).toLocaleDateString(words.tag, { month: "short", day: "numeric" });
  row.append(
    made("button", talk.name, () => resume(talk)),
    made("span", when),
    made("button", "✎", rename, `${words.talk_rename}：${talk.name}`),
    made("button", "×", remove, `${words.talk_remove}：${talk.name}`),
  );
  return row;
}

document.addEventListener("toggle", (event) => {
  if (event.target.id === "talks-list" && event.newState === "open") listTalks(event.target);
}, true);

// --- keys ----------------------------------------------------------------------------------------------------------

let recalled = 0; // how many questions back the one in the field is

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !tifa.isTyping()) {
    event.preventDefault();
    field()?.focus();
  }
  if (event.target !== field()) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") recall(event);
}, true);

// ↑ in an empty field, or in one that holds what was recalled, goes back through the questions; ↓ comes forward.
function recall(event) {
  const asked = [...list.querySelectorAll(".question")].map((each) => each.textContent);
  if (field().value && field().value !== asked[asked.length - recalled]) recalled = 0;
  if (field().value && !recalled) return;
  if (!field().value) recalled = 0;
  const next = recalled + (event.key === "ArrowUp" ? 1 : -1);
  if (next < 0 || next > asked.length) return;
  event.preventDefault();
  recalled = next;
  field().value = asked[asked.length - recalled] ?? "";
  field().dispatchEvent(new Event("input", { bubbles: true }));
}

// --- arriving ------------------------------------------------------------------------------------------------------

inFull(tifa.kept(IN_FULL, false) === true);
const arrival = tifa.kept(KEPT, null, "session");
if (arrival) {
  document.body.classList.add("returning");
  trigger("restore", { asked: JSON.stringify(arrival) });
}
tifa.questions.begin({
  send: (waiting) => trigger("ask", waiting),
  isBusy: () => document.body.classList.contains("returning") || list.querySelector("[data-coming]") !== null,
});
const named = new URLSearchParams(location.search);
if (named.get("speech")) tifa.openPlace(location.href, null);
else if (!arrival && matchMedia("(hover: hover)").matches) focusField(); // on a phone it would bring the keyboard up

// Gradio makes the field a little later.
function focusField() {
  if (field()) field().focus({ preventScroll: true });
  else requestAnimationFrame(focusField);
}

// The other language shows the same place.
document.addEventListener("click", (event) => {
  const other = event.target.closest(".switch");
  if (!other) return;
  const query = new URLSearchParams(location.search);
  query.set("lang", new URLSearchParams(other.getAttribute("href")).get("lang"));
  other.href = `?${query}`;
}, true);
