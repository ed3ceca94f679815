// The years of the filter bar as a range to drag, beside the two fields that it sets.
(() => {
  const PAUSE = 700; // milliseconds after which what was dragged is sent: each press of a key is a change
  const FEWEST = 3; // years below which there is nothing to drag

  // The range over `years`, oldest first, that sets the fields `from` and `to`; null where there is nothing to drag.
  function rangeOf(years, from, to) {
    const last = years.length - 1;
    if (years.length < FEWEST) return null;
    const range = document.createElement("span");
    range.className = "year-range";
    const [low, high] = [from, to].map((choice) => {
      const handle = document.createElement("input");
      handle.type = "range";
      handle.max = last;
      handle.ariaLabel = choice.closest("label").querySelector("span").textContent.trim();
      range.append(handle);
      return handle;
    });
    // A day that is set lies in its year, and a year without speeches between those that have some.
    const place = () => {
      const first = years.findIndex((year) => year >= from.value.slice(0, 4));
      low.value = first < 0 ? last : first;
      high.value = to.value ? Math.max(0, years.findLastIndex((year) => year <= to.value.slice(0, 4))) : last;
      draw();
    };
    const set = (field, value) => {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true })); // Gradio hears of it by this
    };
    const said = (field) => field.selectedOptions?.[0].textContent ?? (field.value || tifa.words.any_year);
    const draw = () => {
      range.style.setProperty("--low", low.value / last);
      range.style.setProperty("--high", high.value / last);
      low.ariaValueText = said(from);
      high.ariaValueText = said(to);
      low.style.zIndex = low.value > last / 2 ? 2 : 1; // of two that lie on each other the one that can still move
    };
    range.addEventListener("input", ({ target }) => {
      if (Number(low.value) > Number(high.value)) target.value = target === low ? high.value : low.value;
      if (target === low) set(from, low.value === "0" ? "" : years[low.value]);
      else set(to, Number(high.value) === last ? "" : years[high.value]);
      draw();
    });
    let sending;
    range.addEventListener("change", (event) => {
      event.stopPropagation();
      clearTimeout(sending);
      sending = setTimeout(() => from.dispatchEvent(new Event("change", { bubbles: true })), PAUSE);
    });
    range.place = place;
    place();
    return range;
  }

  function drawRanges() {
    for (const line of document.querySelectorAll(".filtering .range:not(:has(.year-range))")) {
      const [from, to] = line.querySelectorAll("select");
      const years = [...from.options].map(({ value }) => value).filter((value) => /^\d{4}$/.test(value)).sort();
      const range = rangeOf(years, from, to);
      if (range) line.append(range);
    }
  }
  drawRanges();
  document.addEventListener("tifa:changed", drawRanges); // a view of the library that was fetched anew

  // On the Ask page, whose fields Gradio makes a little later, and fills without a word to others: `html` has the list
  // of speakers and the years.
  let place = () => {};
  tifa.filterBar = (element, html) => {
    const [speaker, from, to] = ["speaker", "date_from", "date_to"].map((name) =>
      document.querySelector(`#filter-${name} :is(input, textarea)`),
    );
    if (!speaker || !from || !to) return requestAnimationFrame(() => tifa.filterBar(element, html));
    element.innerHTML = html;
    const [list, line] = [".several", ".range"].map((part) => element.querySelector(part));
    const places = list ? [tifa.ticksOfField(list, speaker)] : [];
    const range = rangeOf(line.dataset.years.split(" "), from, to);
    if (range) {
      line.append(range);
      places.push(range.place);
    }
    place = () => places.forEach((each) => each());
  };
  document.addEventListener("tifa:filters", () => setTimeout(() => place()));
})();
