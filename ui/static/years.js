// The years of the filter bar as a range to drag, beside the two choices that it sets.
(() => {
  const PAUSE = 700; // milliseconds after which what was dragged is sent: each press of a key is a change
  const FEWEST = 3; // years below which there is nothing to drag

  function addRange(line) {
    const [from, to] = line.querySelectorAll("select");
    const years = [...from.options].map(({ value }) => value).filter((value) => /^\d{4}$/.test(value)).sort();
    const last = years.length - 1;
    if (years.length < FEWEST) return;
    const range = document.createElement("span");
    range.className = "year-range";
    const [low, high] = [from, to].map((choice) => {
      const handle = document.createElement("input");
      handle.type = "range";
      handle.max = last;
      handle.ariaLabel = choice.closest("label").querySelector("span").textContent;
      range.append(handle);
      return handle;
    });
    // A day that is set lies in its year, and a year without speeches between those that have some.
    const first = years.findIndex((year) => year >= from.value.slice(0, 4));
    low.value = first < 0 ? last : first;
    high.value = to.value ? Math.max(0, years.findLastIndex((year) => year <= to.value.slice(0, 4))) : last;
    const draw = () => {
      range.style.setProperty("--low", low.value / last);
      range.style.setProperty("--high", high.value / last);
      low.ariaValueText = from.selectedOptions[0].textContent;
      high.ariaValueText = to.selectedOptions[0].textContent;
      low.style.zIndex = low.value > last / 2 ? 2 : 1; // of two that lie on each other the one that can still move
    };
    range.addEventListener("input", ({ target }) => {
      if (Number(low.value) > Number(high.value)) target.value = target === low ? high.value : low.value;
      if (target === low) from.value = low.value === "0" ? "" : years[low.value];
      else to.value = Number(high.value) === last ? "" : years[high.value];
      draw();
    });
    let sending;
    range.addEventListener("change", (event) => {
      event.stopPropagation();
      clearTimeout(sending);
      sending = setTimeout(() => from.dispatchEvent(new Event("change", { bubbles: true })), PAUSE);
    });
    draw();
    line.append(range);
  }

  document.querySelectorAll(".filtering .range").forEach(addRange);
})();
