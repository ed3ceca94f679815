
// The page of the library: cells that turn into editors, files that are dropped, and a rebuild that is followed.
(() => {
  const page = document.querySelector(".page.library");
  if (!page) return;
  const notice = () => document.getElementById("notice");
  const at = (part) => {
    const address = new URL(location.href);
    address.searchParams.set("part", part);
    address.hash = "";
    return address.href;
  };

  // --- what is sent, and what comes of it -------------------------------------------------------------------------

  page.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.act === undefined) return;
    event.preventDefault();
    const sent = new FormData(form, event.submitter);
    if (form.dataset.chosen !== undefined) {
      for (const tick of chosen()) sent.append("id", tick.value);
    }
    if (event.submitter?.dataset.sure && !(await isSure(event.submitter.dataset.sure))) return;
    const problem = form.querySelector(".problem");
    if (problem) problem.textContent = "";
    let answer = await send(form.action, sent);
    if (answer?.status === 202) {
      if (!(await isSure(answer.text))) return;
      sent.append("sure", "1");
      answer = await send(form.action, sent);
    }
    if (answer === null) return;
    if (!answer.ok) {
      if (problem) problem.textContent = answer.text;
      else tell(answer.text, true);
      return;
    }
    form.closest(".editing")?.remove();
    tell(answer.text);
    await refresh();
    follow();
  });

  async function send(address, body) {
    try {
      const answer = await fetch(address, { method: "POST", body });
      return { ok: answer.ok, status: answer.status, text: await answer.text() };
    } catch (failure) {
      console.warn("not reached", address, failure);
      tifa.say(tifa.words.failed);
      return null;
    }
  }

  // What was done is HTML of this server; why something was refused is plain text.
  function tell(said, isRefusal = false) {
    notice().replaceChildren();
    if (isRefusal) {
      const sentence = document.createElement("p");
      sentence.className = "refused";
      sentence.textContent = said;
      notice().append(sentence);
    } else notice().innerHTML = said;
  }

  function isSure(question) {
    const dialog = document.getElementById("sure");
    dialog.querySelector("p").textContent = question;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((answered) => {
      dialog.addEventListener("close", () => answered(dialog.returnValue === "yes"), { once: true });
    });
  }

  // Keys for the table: j and k go from row to row, x ticks the row, / goes to the search; Enter follows the title.
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || tifa.isTyping()) return;
    const titles = [...page.querySelectorAll(".speeches a.title")];
    const at = titles.findIndex((title) => title.closest("tr").contains(document.activeElement));
    if (event.key === "j") titles[Math.min(at + 1, titles.length - 1)]?.focus();
    else if (event.key === "k") titles[Math.max(at - 1, 0)]?.focus();
    else if (event.key === "x" && at >= 0) titles[at].closest("tr").querySelector(".tick input")?.click();
    else if (event.key === "/") page.querySelector('[name="find"]')?.focus();
    else return;
    event.preventDefault();
  });

  page.addEventListener("click", (event) => {
    if (event.target.closest("[data-no]")) document.getElementById("sure").close();
    if (event.target.closest("[data-dismiss]")) notice().replaceChildren();
  });

  // --- the view as it is now --------------------------------------------------------------------------------------

  let isDue = false;
  async function refresh() {
    // What somebody is typing just now is not taken away.
    isDue = Boolean(page.querySelector(".editing")) || hasUnsent();
    if (isDue) return;
    const kept = new Set(chosen().map((tick) => tick.value));
    const focus = document.activeElement?.id;
    const html = await tifa.fetched(at("view"));
    if (html === null) return;
    const view = document.getElementById("view");
    const unfolded = [...view.querySelectorAll("details")].map((details) => details.open);
    // What is being sent is told there, and somebody may just be choosing files for it.
    const dropping = view.querySelector(".dropping");
    view.innerHTML = html;
    view.querySelectorAll("details").forEach((details, number) => {
      details.open = unfolded[number] ?? details.open;
    });
    inSight();
    if (dropping) view.querySelector(".dropping")?.replaceWith(dropping);
    for (const tick of view.querySelectorAll("[name=chosen]")) tick.checked = kept.has(tick.value);
    counted();
    document.dispatchEvent(new CustomEvent("tifa:changed"));
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  }

  const hasUnsent = () =>
    [...page.querySelectorAll("form.other input[name=value], .filling input[name=value]")].some(
      (field) => field === document.activeElement && field.value,
    );

  // The rebuild is asked about as long as it goes on; then the view shows what came of it.
  let isFollowing = false;
  async function follow() {
    if (isFollowing) return;
    isFollowing = true;
    for (;;) {
      const html = await tifa.fetched(at("status"));
      if (html === null) break;
      const strip = document.getElementById("rebuild");
      if (strip.outerHTML !== html && !strip.contains(document.activeElement)) strip.outerHTML = html;
      else if (strip.contains(document.activeElement)) {
        strip.outerHTML = html;
        document.querySelector("#rebuild button")?.focus({ preventScroll: true });
      }
      if (document.getElementById("rebuild").dataset.kind !== "running") break;
      await new Promise((later) => setTimeout(later, 700));
    }
    isFollowing = false;
    const held = await tifa.fetched(at("held"));
    if (held !== null) document.querySelector("#masthead .library").textContent = held;
    await refresh();
  }
  if (document.getElementById("rebuild")?.dataset.kind === "running") follow();
  inSight();

  // Where the views do not fit into one line, the one that is open must be in sight.
  function inSight() {
    const current = page.querySelector(".views [aria-current]");
    if (current) current.parentElement.scrollLeft = current.offsetLeft + current.offsetWidth / 2 - page.offsetWidth / 2;
  }

  // --- a value in its place ---------------------------------------------------------------------------------------

  page.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-edit]");
    if (opener) return edit(opener);
    const cancel = event.target.closest("[data-cancel]");
    if (cancel) return putBack(cancel.closest(".editing"));
  });

  function edit(opener) {
    page.querySelectorAll(".editing").forEach((other) => other.remove());
    const { edit: field, id, value, stated } = opener.dataset;
    const form = page.querySelector(`[data-editor="${field}"]`).content.cloneNode(true).querySelector("form");
    form.elements.id.value = id;
    form.elements.value.value = value;
    form.querySelector(".back").hidden = stated === undefined;
    form.dataset.opener = opener.id;
    opener.closest("td, th").append(form);
    const control = form.elements.value;
    control.focus();
    control.select?.();
    form.scrollIntoView({ block: "nearest" });
  }

  function putBack(form) {
    form.remove();
    document.getElementById(form.dataset.opener)?.focus();
    if (isDue) refresh();
  }

  page.addEventListener("keydown", (event) => {
    const form = event.target.closest(".editing");
    if (!form || event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    putBack(form);
  });

  // --- many at once -----------------------------------------------------------------------------------------------

  const chosen = () => [...page.querySelectorAll("[name=chosen]:checked")];

  function counted() {
    const bar = page.querySelector("section.chosen");
    if (!bar) return;
    const count = chosen().length;
    bar.hidden = count === 0;
    bar.querySelector("output").textContent = bar.dataset.said.replace("{number}", count);
    for (const form of bar.querySelectorAll("[data-least]")) form.hidden = count < Number(form.dataset.least);
    // A file goes with all that it holds.
    const held = new Map(chosen().map(({ dataset }) => [dataset.file, Number(dataset.held)]));
    const sum = [...held.values()].reduce((all, one) => all + one, 0);
    for (const button of bar.querySelectorAll("[data-sure-of-chosen]")) {
      button.dataset.sure = button.dataset.sureOfChosen.replace("{chosen}", count).replace("{held}", sum);
    }
    const all = page.querySelector("[data-choose-all]");
    if (all) {
      all.checked = count > 0 && count === page.querySelectorAll("[name=chosen]").length;
      all.indeterminate = count > 0 && !all.checked;
    }
  }

  page.addEventListener("change", (event) => {
    const { target } = event;
    if (target.dataset.chooseAll !== undefined) {
      for (const tick of page.querySelectorAll("[name=chosen]")) tick.checked = target.checked;
    }
    if (target.name === "chosen" || target.dataset.chooseAll !== undefined) counted();
    if (target.dataset.fields !== undefined) offer(target);
  });
  page.addEventListener("click", (event) => {
    if (!event.target.closest("[data-choose-none]")) return;
    for (const tick of chosen()) tick.checked = false;
    counted();
  });

  // The control that fits the field: a choice for what is chosen, a line for what is typed.
  function offer(fields) {
    const controls = [...fields.form.querySelectorAll("[data-for]")];
    const fitting = controls.find((control) => control.dataset.for === fields.value) ?? controls[0];
    for (const control of controls) control.hidden = control.disabled = control !== fitting;
  }

  // --- files that are dropped or chosen ---------------------------------------------------------------------------

  const zone = () => page.querySelector(".dropping");
  const waiting = [];
  const sum = { total: 0, taken: 0, refused: 0 };
  let isSending = false;

  page.addEventListener("change", (event) => {
    if (event.target.dataset.files === undefined) return;
    take([...event.target.files]);
    event.target.value = "";
  });
  for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!zone() || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault(); // else the browser would leave the page for the file
      zone().classList.toggle("over", kind === "dragover" || kind === "dragenter");
      if (kind === "drop") collect([...event.dataTransfer.items]).then(take, (failure) => {
        console.warn("not read", failure);
        tifa.say(tifa.words.failed);
      });
    });
  }

  // The files of what was dropped, those inside folders as well.
  async function collect(items) {
    const entries = items.map((item) => item.webkitGetAsEntry?.() ?? item.getAsFile()).filter(Boolean);
    return (await Promise.all(entries.map(filesOf))).flat();
  }

  async function filesOf(entry) {
    if (entry instanceof File) return [entry];
    if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
    const reader = entry.createReader();
    const inside = [];
    for (;;) {
      const some = await new Promise((found, failed) => reader.readEntries(found, failed));
      if (!some.length) break;
      inside.push(...some);
    }
    return (await Promise.all(inside.map(filesOf))).flat().filter((file) => !/^(\.|~\$)/.test(file.name));
  }

  function take(files) {
    if (!isSending) {
      zone().querySelector(".sending").replaceChildren();
      Object.assign(sum, { total: 0, taken: 0, refused: 0 });
    }
    for (const file of files) {
      const item = document.createElement("li");
      const name = document.createElement("span");
      const said = document.createElement("div");
      name.className = "file";
      name.textContent = file.name;
      said.className = "state";
      said.textContent = zone().dataset.waiting;
      item.append(name, said);
      zone().querySelector(".sending").append(item);
      waiting.push({ file, item, said });
    }
    sum.total += files.length;
    summed();
    sendNext();
  }

  // One after the other: each is then either there or named with its reason.
  async function sendNext() {
    if (isSending || !waiting.length) return;
    isSending = true;
    while (waiting.length) {
      const isTaken = await sendFile(waiting.shift());
      sum[isTaken ? "taken" : "refused"] += 1;
      summed();
    }
    isSending = false;
    await refresh();
    follow();
  }

  function summed() {
    const output = zone()?.querySelector(".sum");
    if (!output || !sum.total) return;
    const counts = { ...sum, done: sum.taken + sum.refused };
    output.textContent = zone().dataset.sum.replace(/\{(\w+)\}/g, (_, name) => counts[name]);
  }

  // Whether it was taken. What has another name here, or was not taken, stays named in the list with the reason.
  function sendFile({ file, item, said }, isKept = false) {
    const { sending, reading, failed, largest, tooLarge, leftOut, upload } = page.querySelector(".dropping").dataset;
    const refuse = (sentence) => {
      said.textContent = sentence;
      item.classList.add("refused-file");
    };
    if (file.size > Number(largest)) {
      // A server that refuses the beginning of a body cannot be heard over the rest of it.
      refuse(tooLarge.replace("{name}", () => file.name));
      return Promise.resolve(false);
    }
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    said.replaceChildren(sending, bar);
    return new Promise((over) => {
      const request = new XMLHttpRequest();
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) bar.value = event.loaded / event.total;
      });
      request.upload.addEventListener("load", () => said.replaceChildren(reading));
      request.addEventListener("load", async () => {
        if (request.status === 401) tifa.signInAgain();
        const isTaken = request.status === 200;
        // Little of it could be read: somebody has to say that this is all before it is kept.
        if (request.status === 202) {
          said.replaceChildren();
          if (await isSure(request.responseText)) return over(sendFile({ file, item, said }, true));
          refuse(leftOut);
          return over(false);
        }
        if (!isTaken) refuse(request.responseText || failed);
        else if (request.getResponseHeader("x-renamed") === null) item.remove();
        else said.textContent = textOf(request.responseText);
        over(isTaken);
      });
      for (const kind of ["error", "abort", "timeout"]) {
        request.addEventListener(kind, () => {
          refuse(failed);
          over(false);
        });
      }
      request.open("POST", `${upload}?${new URLSearchParams({ name: file.name, ...(isKept && { sure: 1 }) })}`);
      if (tifa.token) request.setRequestHeader("x-csrf-token", tifa.token);
      request.send(file);
    });
  }

  // What a notice of this server says, without its buttons.
  function textOf(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.querySelector("p")?.textContent ?? "";
  }

  // Leaving the page would break off what is on its way.
  window.addEventListener("beforeunload", (event) => {
    if (isSending) event.preventDefault();
  });
})();
