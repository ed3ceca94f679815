// Passages put aside (收藏). They live in this browser; the server is told of them only to show them or make a file.
(() => {
  const KEPT = "tifa.collection"; // the first collection; others have their names behind it
  const NAMES = "tifa.collections";
  const OPEN = "tifa.collections.open";
  const MOST = 200; // the server takes no more
  const { words } = tifa;
  const nameOf = (place) => `${place.speech}-${place.start}-${place.end}`;

  function read(key) {
    const values = tifa.kept(key, []);
    return Array.isArray(values) ? values : [];
  }

  const names = () => read(NAMES);
  const current = () => read(OPEN).find((name) => names().includes(name)) ?? "";
  const keyOf = (name) => (name ? `${KEPT}.${name}` : KEPT);
  const held = (name = current()) => read(keyOf(name));

  function hold(places, name = current()) {
    if (!tifa.keep(keyOf(name), places)) tifa.say(words.not_kept);
    painted();
  }

  // The number at the button that opens the collection, and which passages on the page are in it.
  function painted() {
    const places = held();
    const names = new Set(places.map(nameOf));
    document.documentElement.style.setProperty("--collected", places.length ? `" ${places.length}"` : '""');
    for (const button of document.querySelectorAll("[data-collect]")) {
      const place = placeOf(button);
      button.setAttribute("aria-pressed", String(place !== null && names.has(nameOf(place))));
    }
  }

  // A button belongs to a passage of an answer, or to what is chosen in the reader.
  function placeOf(button) {
    const bar = button.closest(".tools");
    if (bar) {
      const { start, end, text } = bar.querySelector('[aria-pressed="true"][data-part]').dataset;
      const title = tifa.reader().querySelector("h2").textContent;
      return { speech: bar.dataset.speech, start: Number(start), end: Number(end), text, title };
    }
    const hit = button.closest(".hit");
    const { speech, start, end } = hit.dataset;
    const [text, title] = [".passage", ".title"].map((each) => hit.querySelector(each).textContent);
    return { speech, start: Number(start), end: Number(end), text, title };
  }

  function collect(button) {
    const place = placeOf(button);
    const places = held();
    const others = places.filter((each) => nameOf(each) !== nameOf(place));
    if (others.length < places.length) hold(others);
    else if (places.length >= MOST) return tifa.say(words.collection_full.replace("{most}", MOST));
    else hold([...places, place]);
    tifa.say(others.length < places.length ? words.uncollected : words.collected);
  }

  const sent = (name) => ({ places: JSON.stringify(held(name)), name, names: JSON.stringify(names()) });

  // The collection of this name is the one that passages are put into and the panel shows; "" is the first one.
  function use(name, all = names()) {
    if (!tifa.keep(NAMES, all) || !tifa.keep(OPEN, [name])) tifa.say(words.not_kept);
    painted();
    open(null);
  }

  // A name that is asked for, "" where none is given or another collection has it.
  async function asked(before) {
    const name = await tifa.askName(words.collection_named, before);
    return names().includes(name) ? "" : name;
  }

  async function begin() {
    const name = await asked("");
    if (name) use(name, [...names(), name]);
  }

  // The collection in the panel, which what is changed there belongs to: another tab may use another one by now.
  const shown = () => document.querySelector("#source [data-opens]").value;

  async function rename() {
    const before = shown();
    const name = await asked(before);
    if (!name) return;
    if (!tifa.keep(keyOf(name), read(keyOf(before)))) return tifa.say(words.not_kept);
    tifa.keep(keyOf(before), null);
    use(name, names().map((each) => (each === before ? name : each)));
  }

  function drop(button) {
    if (!confirm(button.dataset.drops)) return;
    const name = shown();
    tifa.keep(keyOf(name), null);
    use("", names().filter((each) => each !== name));
  }

  // Beside an answer it is the answer that a browser's own command prints.
  function printed() {
    document.body.classList.add("prints-collection");
    print();
    document.body.classList.remove("prints-collection");
  }

  const list = () => document.querySelector("#source [data-collection] .kept");

  async function open(opener) {
    tifa.show(opener);
    const body = new URLSearchParams(sent(current()));
    const html = await tifa.fetched(`/${words.language}/collection`, { method: "POST", body });
    if (html === null) return tifa.close();
    tifa.opened(html);
  }

  // What the list shows is what there is, in its order.
  function listed() {
    const places = new Map(held(shown()).map((place) => [nameOf(place), place]));
    hold([...list().children].map((item) => places.get(item.dataset.kept)).filter(Boolean), shown());
  }

  function move(button) {
    const item = button.closest("li");
    const other = button.dataset.move === "-1" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (button.dataset.move === "-1") other.before(item);
    else other.after(item);
    button.focus();
    listed();
  }

  function remove(button) {
    const item = button.closest("li");
    const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("[data-uncollect]");
    item.remove();
    listed();
    if (next) next.focus();
    if (list().children.length === 0) use(shown());
  }

  function clear(button) {
    if ("sure" in button.dataset) {
      hold([], shown());
      use(shown());
    } else {
      button.dataset.sure = "";
      button.textContent = button.dataset.clear;
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { dataset } = button;
    if ("collect" in dataset) collect(button);
    else if ("collection" in dataset) open(button);
    else if (dataset.move) move(button);
    else if ("uncollect" in dataset) remove(button);
    else if ("clear" in dataset) clear(button);
    else if ("print" in dataset) printed();
    else if ("begins" in dataset) begin();
    else if ("renames" in dataset) rename();
    else if ("drops" in dataset) drop(button);
    else if (dataset.part) painted();
  });
  document.addEventListener("change", (event) => {
    const { dataset, value } = event.target;
    if ("opens" in dataset) use(value);
    if (!("noted" in dataset)) return;
    const name = event.target.closest("[data-kept]").dataset.kept;
    hold(held(shown()).map((place) => (nameOf(place) === name ? { ...place, note: value } : place)), shown());
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.querySelector('[name="places"]')) return;
    for (const [name, value] of Object.entries(sent(shown()))) event.target.elements[name].value = value;
  });
  window.addEventListener("storage", painted); // another tab
  document.addEventListener("tifa:changed", painted); // new passages or a new reader
  document.addEventListener("DOMContentLoaded", painted);
})();
