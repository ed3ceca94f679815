// The server goes and comes back, a moment later or started anew. Gradio finds out when something is asked, says so in
// English, and may wait for good; so the page looks by itself, says it, and is loaded anew: what was asked is kept.
(() => {
  const { words } = tifa;
  const PULSE = 3000; // milliseconds between two looks
  const RENEWED = "tifa.renewed"; // when this tab was loaded anew for that
  const BETWEEN = 10_000; // milliseconds between two of these: a fault that stays must not reload without end
  let isLost = false;
  let looking = false;

  // The name that the running server gave itself; null while none answers.
  async function serverName() {
    try {
      const answer = await fetch(`/${words.language}/gradio_api/app_id`, { cache: "no-store" });
      return answer.ok ? (await answer.json()).app_id : null;
    } catch {
      return null; // which is what is asked here
    }
  }

  async function look() {
    if (looking) return;
    looking = true;
    const name = await serverName();
    looking = false;
    if (name === null) lose();
    else if (isLost || name !== window.gradio_config.app_id) renew();
  }

  function lose() {
    if (isLost) return;
    isLost = true;
    const said = Object.assign(document.createElement("p"), { id: "lost", textContent: words.lost });
    said.setAttribute("role", "alert");
    document.body.append(said);
    document.dispatchEvent(new CustomEvent("tifa:connection"));
  }

  function renew() {
    if (Date.now() - tifa.kept(RENEWED, 0, "session") < BETWEEN) return;
    tifa.keep(RENEWED, Date.now(), "session");
    location.reload();
  }

  setInterval(() => document.hidden || look(), PULSE);
  document.addEventListener("visibilitychange", () => document.hidden || look());

  // What Gradio reports as an error, hidden by common.css, is that its connection broke: nothing is answered any more.
  new MutationObserver(() => {
    if (!isLost && document.querySelector(".toast-body.error")) lose();
  }).observe(document.documentElement, { childList: true, subtree: true });

  tifa.isLost = () => isLost;
})();
