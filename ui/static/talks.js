// Conversations with names, newest first: of who signed in on the server, of anybody else in this browser alone.
(() => {
  const KEPT = "tifa.talks.";
  const MOST = 30; // in the browser; the server says itself when it takes no more
  const address = (id = "") => `/${tifa.words.language}/conversations${id && `/${id}`}`;

  const inBrowser = () => {
    const held = tifa.kept(KEPT, []);
    return Array.isArray(held) ? held : [];
  };

  // True if `asked` is all of `before`, and perhaps more.
  const goesOn = (asked, before) => JSON.stringify(asked.slice(0, before.length)) === JSON.stringify(before);

  // To keep gives the id and the time of what is kept now: of what another tab went on with since then a second one.
  const browser = {
    all: async () => inBrowser(),
    async keep(id, asked, since) {
      const before = inBrowser().find((each) => each.id === id);
      const isParted = before && before.at !== since && !goesOn(asked, before.asked);
      const own = isParted ? Date.now().toString(36) : id;
      const talk = { id: own, name: before?.name ?? asked[0].question, at: Date.now(), asked };
      tifa.keep(KEPT, [talk, ...inBrowser().filter((each) => each.id !== own)].slice(0, MOST));
      return talk;
    },
    rename: async (id, name) => tifa.keep(KEPT, inBrowser().map((each) => (each.id === id ? { ...each, name } : each))),
    remove: async (id) => tifa.keep(KEPT, inBrowser().filter((each) => each.id !== id)),
  };

  function change(method, id, value) {
    const body = JSON.stringify(value);
    const keepalive = body.length < 15_000; // also when the page is left; browsers let no more than 64 KB go on then
    return tifa.fetched(address(id), { method, body, keepalive, headers: { "content-type": "application/json" } });
  }
  const server = {
    all: async () => JSON.parse((await tifa.fetched(address())) ?? "[]"),
    keep: async (id, asked, since) => JSON.parse((await change("PUT", id, { asked, since })) ?? "null"),
    rename: (id, name) => change("PUT", id, { name }),
    remove: (id) => change("DELETE", id, {}),
  };

  tifa.talks = document.documentElement.dataset.visitor ? server : browser;
})();
