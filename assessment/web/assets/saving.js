// No answer is lost in silence: what stands in a field is compared with what the server has said of it.
//
// Streamlit sends an answer over a web socket and never asks whether it arrived. Here each question's fields are read as
// they stand; as long as the page does not say the same, the answer is on its way ("sending"), after two seconds it is
// late, and then it goes by a request of its own (late_answers.py), again and again, and at once when the page is being
// left. Until it is acknowledged it also lies in the browser's own storage, to be sent on return.
(() => {
  "use strict";

  // Milliseconds. A request is given up after its patience; a silent socket after its own, which a busy server needs.
  const SHOWN_AFTER = 400, LATE_AFTER = 2000, PATIENCE = 4000, SOCKET_PATIENCE = 6000, PULSE = 10000, LONGEST_PAUSE = 8000;
  const HAND = 600, REST = 100, QUIET = 1000;
  const OTHERS = ["dont_know", "not_applicable"];
  const WORDS = {
    zh: {
      sending: "正在保存…",
      late: "还没存上，正在重试",
      saved: (time) => `已保存 ${time}`,
      bar: (n) => `${n} 个回答还没存上，正在重试。先别关网页。`,
      closed: (n) => `${n} 个回答存不进去：续答码已换发或过期。请用新的续答码打开。`,
      back: (n) => `上次没存上的 ${n} 个回答，现在存好了。`,
      offer: (one) => `“${one.label}”您填过：${one.yours}，没存上；${one.time} 在别处填的是：${one.answer}。`,
      refused: (one) => `“${one.label}”您填过：${one.yours}，没存上：${one.words}`,
      take: "用我填的",
      leave: "不用",
      known: "知道了",
    },
    en: {
      sending: "Saving…",
      late: "Not saved yet, trying again",
      saved: (time) => `Saved ${time}`,
      bar: (n) => `${n} answer${n > 1 ? "s" : ""} not saved yet, trying again. Please keep this page open.`,
      closed: (n) => `${n} answer${n > 1 ? "s" : ""} cannot be saved: the resume code was renewed or has expired. Open it with the new code.`,
      back: (n) => `${n} answer${n > 1 ? "s" : ""} from last time ${n > 1 ? "are" : "is"} saved now.`,
      offer: (one) => `"${one.label}": you had given ${one.yours}, which was not saved; ${one.answer} was given elsewhere at ${one.time}.`,
      refused: (one) => `"${one.label}": you had given ${one.yours}, which was not saved: ${one.words}`,
      take: "Use mine",
      leave: "Leave it",
      known: "All right",
    },
  };
  const lang = () => (new URLSearchParams(location.search).get("lang") === "en" ? "en" : "zh");
  const say = (name, ...given) => {
    const words = WORDS[lang()][name];
    return typeof words === "function" ? words(...given) : words;
  };

  // -- the connection -------------------------------------------------------------------------------------------------
  // A web socket whose packets vanish does not know it, and waits long for the other side when it is closed. Streamlit
  // opens a new one, and sends everything again, as soon as it hears of the end of the old one.
  const sockets = new Set();
  let heardAt = 0, sentAt = 0, opened = 0;
  window.WebSocket = class extends window.WebSocket {
    constructor(...given) {
      super(...given);
      sockets.add(this);
      this.addEventListener("message", () => { heardAt = Date.now(); });
      this.addEventListener("close", () => sockets.delete(this));
      this.addEventListener("open", () => { if (opened++) setTimeout(drawAgain, SHOWN_AFTER); });
    }
    send(message) {
      sentAt = Date.now();
      super.send(message);
    }
  };

  // What runs, or was touched a moment ago, may be turning the page, which would come back if it were asked for as it
  // stands here.
  const running = () => sentAt > heardAt || Date.now() - Math.max(sentAt, heardAt) < QUIET
    || document.querySelector("[data-testid=stApp]")?.dataset.testScriptState !== "notRunning";
  let asked = 0, waits = 0;
  function drawAgain(since = Date.now()) {
    clearTimeout(waits);
    if (running() && Date.now() - since < SOCKET_PATIENCE) {
      waits = setTimeout(drawAgain, REST, since);
      return;
    }
    const button = document.querySelector('[class*="-refresh"].stElementContainer button');
    if (!button || button.disabled) return;
    button.click();
    asked = Date.now();
    setTimeout(() => {
      if (heardAt >= asked) return;
      for (const socket of sockets) {
        socket.close();
        socket.dispatchEvent(new CloseEvent("close"));
      }
    }, SOCKET_PATIENCE);
  }

  // -- what stands in the fields ----------------------------------------------------------------------------------------
  const first = (key, what) => document.querySelector(`.st-key-${CSS.escape(key)} ${what}`);
  const idOf = (line) => `${line.dataset.voice} ${line.dataset.fact}`;
  const lines = () => document.querySelectorAll("p.status[data-fact]");
  const same = (entry) => JSON.stringify([entry.value, [...entry.ticks].sort(), entry.other, entry.reason]);

  // What an input method is still putting together (pinyin before it is characters) is no answer yet.
  let composed = null;
  document.addEventListener("compositionstart", (event) => { composed = event.target; }, true);
  document.addEventListener("compositionend", () => { composed = null; }, true);

  function read(line) {
    const { voice, fact, kind } = line.dataset;
    const key = `${voice}-${fact}`;
    const options = JSON.parse(line.dataset.options);
    const drawn = JSON.parse(line.dataset.entry);
    const entry = { value: null, ticks: [], other: null, reason: first(`${key}-reason`, "input")?.value ?? drawn.reason };
    if (kind === "lines") {
      if (!first(key, "input[type=radio]")) return null;
      const picked = first(key, "input[type=radio]:checked");
      const option = picked ? options[Number(picked.value)] : null;
      if (OTHERS.includes(option)) entry.other = option;
      else entry.value = option;
      return entry;
    }
    if (kind === "list") {
      const box = first(key, "input[role=combobox]");
      if (!box || box.getAttribute("aria-expanded") === "true") return null;
      entry.value = options[box.value] ?? null;
      return entry;
    }
    if (kind === "ticks") {
      const boxes = options.map((option) => [option, first(`${key}-${option}`, "input[type=checkbox]")]);
      if (boxes.some(([, box]) => !box)) return null;
      entry.ticks = boxes.filter(([, box]) => box.checked).map(([option]) => option);
    } else {
      const field = first(key, "input");
      if (!field || field === composed) return null;
      entry.value = field.value || null;
    }
    document.querySelectorAll(`.st-key-${CSS.escape(`${key}-other`)} button[role=radio]`).forEach((pill, at) => {
      if (pill.getAttribute("aria-checked") === "true") entry.other = OTHERS[at];
    });
    return entry;
  }

  // -- answers on their way ---------------------------------------------------------------------------------------------
  const unsent = new Map();     // by voice and fact: what a hand has put into fields of which the server says otherwise
  const stored = new Map();     // what went by a request of its own, until the page is drawn again
  const mine = new Map();       // by voice and fact: when the server stored what last went by a request of our own
  const anchors = new Map();    // by voice: whose answers, and the right to them
  const touched = new Map();    // by voice and fact: which of its fields a hand was last at, and when
  let told = [];                // what else the person must hear: offers and refusals from the time before
  let toldBack = 0;

  const shelf = (voice) => `unsent:${voice}`;
  function keep(voice) {
    const kept = {};
    for (const one of unsent.values()) if (one.voice === voice) kept[one.fact] = { entry: one.entry, drawn: one.drawn, seen: one.seen, own: one.own, label: one.label };
    try {
      if (Object.keys(kept).length) localStorage.setItem(shelf(voice), JSON.stringify(kept));
      else localStorage.removeItem(shelf(voice));
    } catch { /* No storage in this browser: the requests remain. */ }
  }

  function drop(id) {
    const one = unsent.get(id);
    if (!one) return;
    unsent.delete(id);
    keep(one.voice);
  }

  function look(line) {
    const id = idOf(line), entry = read(line);
    if (!entry) return;
    const text = same(entry), one = unsent.get(id), own = stored.get(id);
    if (own && own.drawn !== line.dataset.entry) stored.delete(id);
    const known = stored.get(id);
    const hand = touched.get(id);
    // A field that was put on the page anew is empty for a moment, and no hand has emptied it.
    const byHand = Boolean(hand?.field.isConnected) && Date.now() - hand.at < HAND;
    if (text === same(JSON.parse(line.dataset.entry)) || text === known?.text) {
      // A tap that crossed a correction of the page was not heard, and is undone: the fields show what stood before it.
      const undone = one && one.text !== text && !(byHand && hand.at > one.since);
      if (undone && (line.dataset.kind !== "ticks" || text === same(one.drawn))) orphan(id);
      else drop(id);
      const sent = mine.get(id);
      if (line.classList.contains("elsewhere") && sent && Date.parse(sent.seen) === Date.parse(line.dataset.seen)) show(line, ["saved", say("saved", sent.time)]);
      else show(line, text === known?.text && text !== same(JSON.parse(line.dataset.entry)) ? ["saved", say("saved", known.time)] : null);
      return;
    }
    if (!one && !byHand) return;
    // The same boxes may be ticked again after the page was drawn anew: that is another tap, upon another answer.
    const upon = line.dataset.entry, again = one && one.upon !== upon && hand?.at > one.since;
    if (!one || (byHand && (one.text !== text || again))) {
      unsent.set(id, {
        id, voice: line.dataset.voice, fact: line.dataset.fact, entry, text, upon, label: questionOf(line) ?? "",
        drawn: JSON.parse(upon),
        seen: one && !again ? one.seen : known ? known.seen : line.dataset.seen || null,
        own: one ? [...one.own, one.entry].slice(-20) : known ? [known.entry] : [],
        since: Date.now(), next: 0, fails: 0,
      });
      keep(line.dataset.voice);
    }
    const age = Date.now() - unsent.get(id).since;
    show(line, age > LATE_AFTER ? ["late", say("late")] : age > SHOWN_AFTER ? ["sending", say("sending")] : null);
  }

  const questionOf = (line) => line.closest('[class*="st-key-question-"], [class*="st-key-verify-"]')?.querySelector(".ask h2")?.firstChild?.textContent;

  function show(line, what) {
    const [state, words] = what ?? ["", ""];
    const place = line.querySelector(".unsent");
    if ((line.dataset.state ?? "") !== state) line.dataset.state = state;
    if (place && place.textContent !== words) place.textContent = words;
  }

  // Fields that are gone from the page, or show what no hand has put there: their answer goes by itself.
  function orphan(id) {
    const one = unsent.get(id);
    if (one.alone) return;
    one.alone = true;
    send(one);
  }

  function tick() {
    for (const anchor of document.querySelectorAll(".anchor[data-voice]")) {
      if (!anchors.has(anchor.dataset.voice)) resume({ ...anchor.dataset });
      anchors.set(anchor.dataset.voice, { ...anchor.dataset });
    }
    const here = new Set();
    for (const line of lines()) {
      here.add(idOf(line));
      look(line);
    }
    for (const one of [...unsent.values()]) {
      if (!here.has(one.id)) orphan(one.id);
      if (Date.now() - one.since > LATE_AFTER && Date.now() > one.next) send(one);
    }
    bar();
  }

  // -- requests of our own ------------------------------------------------------------------------------------------------
  async function post(address, anchor, more) {
    const { place, origin, by, token } = anchor;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const reply = await fetch(new URL(address, document.baseURI), {
        method: "POST", keepalive: true, cache: "no-store", signal: stop.signal,
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ place, origin, by, token, ...more }),
      });
      if (reply.ok) return await reply.json();
      return reply.status === 403 ? { state: "closed" } : reply.status < 500 ? { state: "gone" } : null;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  async function send(one) {
    const anchor = anchors.get(one.voice);
    if (!anchor || one.busy) return;
    one.busy = true;
    const { fact, entry, drawn, text, seen, own } = one;
    const reply = await post("answers", anchor, { fact, entry, drawn, seen, own, lang: lang() });
    one.busy = false;
    const now = unsent.get(one.id);
    if (!reply || reply.state === "closed") {
      one.closed = Boolean(reply);
      one.fails += 1;
      one.next = Date.now() + Math.min(LONGEST_PAUSE, 1000 * 2 ** one.fails);
    } else if (reply.state === "saved") {
      // The page may take it for somebody else's, if it is drawn again without the field.
      mine.set(one.id, { seen: reply.seen, time: reply.time });
      if (now && now.text !== text) now.seen = reply.seen;
      else if (now) {
        drop(one.id);
        if (one.returned && reply.wrote) toldBack += 1;
        const line = [...lines()].find((found) => idOf(found) === one.id);
        if (line && !one.alone) stored.set(one.id, { text, entry, seen: reply.seen, time: reply.time, drawn: line.dataset.entry });
      }
      drawAgain();
    } else if (now && now.text === text) {
      drop(one.id);
      if (reply.state === "elsewhere" || (reply.state === "refused" && (one.alone || one.returned))) told.push({ ...one, ...reply, yours: words(one) });
      if (reply.state === "elsewhere") drawAgain();
    }
    tick();
  }

  function words(one) {
    const line = [...lines()].find((found) => idOf(found) === one.id);
    if (one.entry.value && (!line || line.dataset.kind === "text")) return one.entry.value;
    const picked = line && JSON.parse(line.dataset.options);
    if (line?.dataset.kind === "list") return Object.keys(picked).find((label) => picked[label] === one.entry.value) ?? "";
    const root = line?.closest('[class*="st-key-question-"]');
    const names = line?.dataset.kind === "lines"
      ? [root?.querySelectorAll("[data-testid=stRadioOption] p")[picked.indexOf(one.entry.other ?? one.entry.value)]?.textContent]
      : one.entry.ticks.map((tick) => first(`${one.voice}-${one.fact}-${tick}`, "p")?.textContent);
    return names.filter(Boolean).join(lang() === "en" ? "; " : "、") || one.entry.reason || "—";
  }

  // What was left in this browser when the page was last closed.
  function resume(anchor) {
    let kept = {};
    try { kept = JSON.parse(localStorage.getItem(shelf(anchor.voice)) ?? "{}"); } catch { return; }
    for (const [fact, left] of Object.entries(kept)) {
      const id = `${anchor.voice} ${fact}`;
      if (unsent.has(id)) continue;
      const one = { ...left, id, fact, voice: anchor.voice, text: same(left.entry), since: Date.now(), next: 0, fails: 0, alone: true, returned: true };
      unsent.set(id, one);
      anchors.set(anchor.voice, anchor);
      send(one);
    }
  }

  const flush = () => { for (const one of unsent.values()) send(one); };

  async function pulse() {
    if (document.hidden) return;
    for (const anchor of document.querySelectorAll(".anchor[data-voice]")) {
      const reply = await post("answers/pulse", anchor.dataset, {});
      if (reply?.revision !== undefined) for (const one of unsent.values()) one.next = Math.min(one.next, Date.now());
      if (reply?.revision !== undefined && reply.revision !== anchor.dataset.revision && anchor.isConnected) drawAgain();
    }
  }

  // -- one line at the foot of the window -----------------------------------------------------------------------------------
  const foot = document.createElement("div");
  foot.className = "unsent-bar verbatim";
  foot.setAttribute("role", "status");
  function bar() {
    const late = [...unsent.values()].filter((one) => Date.now() - one.since > LATE_AFTER);
    const [offer] = told;
    const text = late.length ? say(late.some((one) => one.closed) ? "closed" : "bar", late.length)
      : offer ? say(offer.state === "elsewhere" ? "offer" : "refused", offer)
      : toldBack ? say("back", toldBack) : "";
    if (foot.dataset.text === text) return;
    foot.dataset.text = text;
    foot.replaceChildren();
    if (!text) return foot.remove();
    document.body.append(foot);
    foot.append(Object.assign(document.createElement("p"), { textContent: text }));
    if (late.length) return;
    const choice = (name, act) => {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: say(name) });
      button.addEventListener("click", () => { act(); bar(); });
      foot.append(button);
    };
    if (offer?.state === "elsewhere") choice("take", () => {
      told.shift();
      unsent.set(offer.id, { ...offer, since: Date.now(), next: 0, fails: 0, alone: true, returned: false, busy: false });
      keep(offer.voice);
      send(unsent.get(offer.id));
    });
    choice(offer?.state === "elsewhere" ? "leave" : "known", () => (offer ? told.shift() : (toldBack = 0)));
  }

  // -- when ---------------------------------------------------------------------------------------------------------------------
  // The options of a list lie outside of its question, and are gone before the click has ended.
  const meant = (at) => {
    const options = at.closest?.("[role=listbox]");
    return options ? document.querySelector(`[aria-controls="${CSS.escape(options.id)}"]`) : at;
  };
  for (const name of ["input", "change", "click", "keyup", "pointerup"]) {
    document.addEventListener(name, (event) => {
      const at = event.isTrusted && meant(event.target);
      const root = at && at.closest?.('[class*="st-key-question-"], [class*="st-key-verify-"]');
      const line = root && root.querySelector("p.status[data-fact]");
      if (!line) return;
      const id = idOf(line);
      // A button beside a question changes its fields by way of the server.
      if (at.closest(".stButton")) return drop(id);
      if (at.closest(`[class*="${line.dataset.voice}-${line.dataset.fact}"]`)) touched.set(id, { field: at, at: Date.now() });
      requestAnimationFrame(() => look(line));
    }, true);
  }
  setInterval(tick, 250);
  setInterval(pulse, PULSE);
  window.addEventListener("online", () => { pulse(); flush(); });
  window.addEventListener("pagehide", () => { tick(); flush(); });
  document.addEventListener("visibilitychange", () => {
    tick();
    if (document.hidden) flush();
    else pulse();
  });
  window.addEventListener("beforeunload", (event) => {
    tick();
    if ([...unsent.values()].some((one) => Date.now() - one.since > LATE_AFTER)) event.preventDefault();
  });
})();
