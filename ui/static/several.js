// Filters of which several values are ticked, in a list that folds out.
(() => {
  // Beside a form they are sent together when the list is folded in, by a click elsewhere too.
  document.addEventListener("change", (event) => {
    const list = event.target.closest(".several");
    if (list) list.dataset.changed = "";
  });
  document.addEventListener(
    "toggle",
    (event) => {
      const list = event.target;
      if (list.matches(".several[data-changed]:not([open])")) list.closest("form")?.requestSubmit();
    },
    true,
  );
  document.addEventListener("click", (event) => {
    for (const list of document.querySelectorAll(".several[open]")) {
      if (!list.contains(event.target)) list.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    const list = event.key === "Escape" && !event.isComposing && event.target.closest?.(".several[open]");
    if (!list) return;
    list.open = false;
    list.querySelector("summary").focus();
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".several .narrow")) return;
    const typed = event.target.value.trim().toLowerCase();
    for (const one of event.target.closest(".list").querySelectorAll(".one")) {
      one.hidden = !one.textContent.toLowerCase().includes(typed);
    }
  });

  // On the Ask page, whose fields Gradio makes: the ticked values stand in `field`, with 、 between.
  tifa.ticksOfField = (list, field) => {
    const held = list.querySelector(".held");
    const any = held.textContent;
    const ticks = () => [...list.querySelectorAll(".ticks input")];
    list.querySelector(".plain").addEventListener("click", () => {
      list.open = false;
      list.querySelector("summary").focus();
    });
    list.addEventListener("change", ({ target }) => {
      if (target.type !== "checkbox") return;
      field.value = ticks().filter((tick) => tick.checked).map((tick) => tick.value).join("、");
      field.dispatchEvent(new Event("input", { bubbles: true })); // Gradio hears of it by this
      said();
    });
    // Of the address, or of another page: what the library does not have can be unticked as well.
    const place = () => {
      const set = tifa.separate(field.value);
      for (const value of set.filter((each) => !ticks().some((tick) => tick.value === each))) {
        const one = list.querySelector(".one").cloneNode(true);
        one.querySelector("input").value = one.querySelector("span").textContent = value;
        list.querySelector(".ticks").prepend(one);
      }
      for (const tick of ticks()) tick.checked = set.includes(tick.value);
      said();
    };
    const said = () => {
      held.textContent = tifa.separate(field.value).join("、") || any;
    };
    place();
    return place;
  };
})();
