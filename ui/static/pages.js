// The pages without Gradio: a speech opened beside the page, lists that go on, choices that are sent at once.
(() => {
  // A link to a speech opens it at the right; its address is that of the speech as a page of its own.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-open]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    tifa.show(link);
    const html = await tifa.fetched(`${link.href}&part=reader`);
    if (html === null) return tifa.close();
    tifa.opened(html);
  });

  // The next part of a list takes the place of the button that asks for it.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-more]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const place = link.closest("[data-fetch]");
    const html = await tifa.fetched(place.dataset.fetch);
    if (html === null) return;
    const before = place.previousElementSibling;
    place.outerHTML = html;
    const first = before?.nextElementSibling?.querySelector("a, button");
    first?.focus({ preventScroll: true });
  });

  // A row of the table of groups unfolds its group.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-group]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const group = document.getElementById(link.dataset.group);
    group.open = true;
    group.scrollIntoView({ behavior: tifa.calm.matches ? "auto" : "smooth", block: "start" });
    group.querySelector("summary").focus({ preventScroll: true });
  });

  // A group that unfolds for the first time has its lines still to come.
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.matches(".group[open]")) event.target.querySelector("tr:only-child a[data-more]")?.click();
    },
    true,
  );

  // A point of the chart shows its passages below it.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(link.href.baseVal ?? link.href, location.href);
    const part = new URL(address);
    part.searchParams.set("part", "uses");
    const html = await tifa.fetched(part.href);
    if (html === null) return;
    const panel = document.getElementById("uses");
    panel.innerHTML = html;
    history.replaceState(null, "", address);
    // The chart stays in sight above what it opened.
    if (panel.getBoundingClientRect().top > 0.75 * window.innerHeight) {
      document.querySelector(".drawing").scrollIntoView({ behavior: tifa.calm.matches ? "auto" : "smooth" });
    }
    panel.querySelector("a")?.focus({ preventScroll: true });
  });

  // Of a year at the edge of a chart that slides no half is shown: 2002 would be a 2 in front of 2003.
  function hideCut(drawing) {
    const axis = drawing.querySelector("svg.axis")?.getBoundingClientRect();
    const from = axis ? axis.right : drawing.getBoundingClientRect().left;
    for (const year of drawing.querySelectorAll("text.year")) {
      year.style.visibility = year.getBoundingClientRect().left < from ? "hidden" : "";
    }
  }

  // A chart that does not fit begins with the newest years, and says that there are others.
  for (const drawing of document.querySelectorAll(".drawing")) {
    drawing.scrollLeft = drawing.scrollWidth;
    hideCut(drawing);
    drawing.addEventListener("scroll", () => hideCut(drawing), { passive: true });
    const hint = drawing.previousElementSibling;
    if (!hint.matches(".slides")) continue;
    new ResizeObserver(() => (hint.hidden = drawing.scrollWidth <= drawing.clientWidth)).observe(drawing);
  }

  // Where the pages or their views do not fit into one line, the one that is open must be in sight.
  for (const line of document.querySelectorAll("#masthead nav, .views")) {
    const open = line.querySelector("[aria-current]");
    if (open) line.scrollLeft = open.offsetLeft - (line.clientWidth - open.offsetWidth) / 2;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form.asking");
    if (form?.method === "get" && event.target.matches("[data-send], .tick input")) form.requestSubmit();
  });

  // On a phone the filters are folded in: what is set is said below them.
  if (window.matchMedia("(max-width: 640px)").matches) {
    for (const bar of document.querySelectorAll("details.filtering")) bar.open = false;
  }

  // The filters of a draft stand in its address: it is compared anew with them, and what was pasted stays.
  const withDraft = document.querySelector("form[data-with-draft]");
  function setFilters(address) {
    const form = document.querySelector("form.asking[method=post]");
    const isThere = form.elements.text.value.trim() || form.elements.file.files.length;
    form.action = address;
    if (isThere) form.requestSubmit();
    else location.assign(address);
  }
  withDraft?.addEventListener("submit", (event) => {
    event.preventDefault();
    const held = [...new FormData(withDraft)].filter(([, value]) => value);
    setFilters(`${withDraft.action}${held.length ? "?" : ""}${new URLSearchParams(held)}`);
  });
  withDraft?.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-filter]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setFilters(link.href);
  });

  // Fields that hold nothing make addresses longer and say nothing.
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "get") return;
    for (const field of event.target.querySelectorAll("input[name], select[name]")) {
      if (!field.value.trim()) field.disabled = true;
    }
  });
  window.addEventListener("pageshow", () => {
    for (const field of document.querySelectorAll("form.asking :disabled")) field.disabled = false;
    tifa.opened();
  });

  // A count shows the rows of its kind alone, and all of them again when it is pressed once more.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-only]");
    if (!button) return;
    const counts = button.closest("[data-kinds]");
    const only = button.getAttribute("aria-pressed") === "true" ? null : button.dataset.only;
    for (const each of counts.querySelectorAll("[data-only]")) {
      each.setAttribute("aria-pressed", String(each.dataset.only === only));
    }
    for (const shown of document.querySelectorAll(counts.dataset.kinds)) {
      for (const row of shown.querySelectorAll("tbody tr")) {
        row.hidden = only !== null && !row.dataset.kind?.split(" ").includes(only);
      }
      // What is folded unfolds for its rows, and goes where it has none of them.
      for (const part of shown.querySelectorAll("details:has(tr)")) {
        part.hidden = part.querySelector("tr[data-kind]:not([hidden])") === null;
        if (only !== null) part.open = true;
      }
    }
  });

  // A field in which a speech is chosen by typing words of its title, year or speaker, in any order.
  for (const field of document.querySelectorAll("input[data-combobox]")) {
    const labels = [...document.getElementById(field.getAttribute("list")).options].map((option) => option.value);
    const list = document.createElement("ul");
    let at = -1;
    field.removeAttribute("list");
    list.id = `${field.name}-choices`;
    list.className = "choices";
    list.role = "listbox";
    list.hidden = true;
    field.role = "combobox";
    field.ariaLabel = field.closest("label").querySelector("span").textContent; // the list stands in the label too
    field.setAttribute("aria-controls", list.id);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.closest("label").append(list);
    const close = () => {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const choose = (option) => {
      field.value = option.textContent;
      close();
    };
    const move = (by) => {
      at = (at + by + list.children.length) % list.children.length;
      for (const [place, option] of [...list.children].entries()) option.ariaSelected = String(place === at);
      field.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const offer = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const fitting = labels.filter((label) => words.every((word) => label.toLowerCase().includes(word)));
      list.replaceChildren(
        ...fitting.slice(0, 50).map((label, place) => {
          const option = document.createElement("li");
          option.id = `${list.id}-${place}`;
          option.role = "option";
          option.ariaSelected = "false";
          option.textContent = label;
          return option;
        }),
      );
      at = -1;
      list.hidden = !fitting.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
    };
    field.addEventListener("input", offer);
    field.addEventListener("focus", () => {
      field.select();
      offer();
    });
    field.addEventListener("blur", close);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
      if (isArrow && list.hidden) offer(); // again, after Escape or a choice
      if (list.hidden) return;
      if (isArrow) move(event.key === "ArrowDown" ? 1 : at < 0 ? 0 : -1);
      else if (event.key === "Enter" && at >= 0) choose(list.children[at]);
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
    });
    // Before the field loses the focus, which closes the list.
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      if (event.target.role === "option") choose(event.target);
    });
  }

  // A draft: a file that is dropped is the one that is sent; comparing takes a moment, and the button says so.
  const drop = document.querySelector("[data-drop]");
  if (drop) {
    const over = (event) => {
      if (![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("over", event.type === "dragover");
    };
    for (const kind of ["dragover", "dragleave"]) drop.addEventListener(kind, over);
    drop.addEventListener("drop", (event) => {
      over(event);
      const { files } = event.dataTransfer;
      if (!files.length) return;
      const form = drop.closest("form");
      form.elements.file.files = files;
      form.requestSubmit();
    });
    const file = drop.closest("form").elements.file;
    file.addEventListener("change", () => {
      file.closest("label").querySelector("output").textContent = file.files[0]?.name ?? "";
    });
    drop.closest("form").addEventListener("submit", (event) => {
      const button = event.target.querySelector(".send");
      const label = button.textContent;
      button.textContent = event.target.dataset.busy;
      button.disabled = true;
      window.addEventListener("pagehide", () => {
        button.textContent = label;
        button.disabled = false;
      });
    });
    document.getElementById("result")?.scrollIntoView();
    document.getElementById("result")?.focus({ preventScroll: true });
  }
})();
