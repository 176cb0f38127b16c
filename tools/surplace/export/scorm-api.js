// @ts-check
"use strict";
/* Reports a quiz (static/quiz.js) to the learning system that opened its page: score, status, and each answer, in
   SCORM 1.2 (Run-Time Environment, section 3.4) or SCORM 2004 4th edition (RTE, section 4.2). It runs before quiz.js.
   Where no learning system is found, it does nothing, and the page works as it does in the course. */
(() => {
  const V12 = document.documentElement.getAttribute("data-scorm") === "1.2";
  const NAMES = V12
    ? { api: "API", status: "cmi.core.lesson_status", score: "cmi.core.score.", exit: "cmi.core.exit", time: "cmi.core.session_time", pass: "cmi.student_data.mastery_score", said: "student_response" }
    : { api: "API_1484_11", status: "cmi.completion_status", score: "cmi.score.", exit: "cmi.exit", time: "cmi.session_time", pass: "cmi.scaled_passing_score", said: "learner_response" };
  const [COMMA, DOT] = V12 ? [",", "."] : ["[,]", "[.]"];
  const LIMIT = V12 ? 4096 : 64000; // characters of suspend_data
  const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"; // SCORM 1.2 names a choice by one of these
  const SYSTEM = "go to the learning system that opened this page.";

  /** @typedef {{id: string, ok: boolean, points: number, of: number, answer: string[][], number: number | null}} Checked what quiz.js says of a checked item */
  /** @typedef {{type: string, right: string[], say: (checked: Checked) => string}} Kind how an item is reported */

  /** @param {ParentNode} root @param {string} selector @returns {any[]} elements, typed where they are used */
  const all = (root, selector) => [...root.querySelectorAll(selector)];

  /** The API stands in a frame around the page, or around the window that opened it; a frame of another origin is passed over. @param {any} win */
  function find(win) {
    for (let up = 0; win && up < 50; up++) {
      try {
        if (win[NAMES.api]) return win[NAMES.api];
      } catch { /* another origin */ }
      if (win.parent === win) return null;
      win = win.parent;
    }
    return null;
  }

  const api = find(window) ?? find(window.opener) ?? find(window.top?.opener);
  const quiz = document.querySelector(".sp-quiz");
  if (!api || !quiz) return;

  /** @param {string} name as in SCORM 2004 @param {string[]} words @returns {string} */
  function call(name, ...words) {
    const own = V12 ? "LMS" + (name === "Terminate" ? "Finish" : name) : name;
    try {
      return String(api[own](...words));
    } catch { // a system that fails must not stop the quiz
      return "";
    }
  }
  const get = (name) => call("GetValue", name);
  const set = (name, value) => call("SetValue", name, String(value));

  if (call("Initialize", "") !== "true" && !get(NAMES.status)) return;

  /* ---- what the learner has done so far: kept by the learning system, not on a device that others use too ---- */

  const KEY = "surplace:1:" + quiz.getAttribute("data-bank");
  /** @type {{[key: string]: string}} */
  const shelf = {};

  /** Entries of quiz.js from suspend_data: {id: [rev, end of a control's name, value, …]}. @param {string} text */
  function unpack(text) {
    try {
      const entries = Object.entries(JSON.parse(text)).map(([id, [rev, ...rest]]) => {
        const answer = [];
        for (let i = 0; i < rest.length; i += 2) answer.push([id + rest[i], rest[i + 1]]);
        return [id, { rev, answer, ok: false, points: 0 }]; // quiz.js marks it again
      });
      if (entries.length) shelf[KEY] = JSON.stringify(Object.fromEntries(entries));
    } catch { /* nothing is kept, or not by this script */ }
  }

  /** The other way round; what is too long goes first. */
  function pack() {
    const rows = Object.entries(JSON.parse(shelf[KEY] ?? "{}")).map(([id, { rev, answer }]) => [id, [rev, ...answer.flatMap(([name, value]) => [name.slice(id.length), value])]]);
    const size = (row) => JSON.stringify(row).length;
    let text = JSON.stringify(Object.fromEntries(rows));
    while (text.length > LIMIT) {
      rows.splice(rows.indexOf(rows.reduce((a, b) => (size(b) > size(a) ? b : a))), 1);
      text = JSON.stringify(Object.fromEntries(rows));
    }
    return rows.length ? text : "";
  }

  unpack(get("cmi.suspend_data"));
  Object.defineProperty(window, "localStorage", { value: shelf, configurable: true });

  /* ---- how each kind of item is reported; letters are those of the printed order ---- */

  /** Single, multiple, and both parts of a two-tier item, whose letters run on as on the page. @param {any} li @returns {Kind} */
  function choice(li) {
    const inputs = all(li, ".sp-choices input");
    const letters = (test) => inputs.flatMap((input, i) => (test(input) ? [LETTERS[i]] : [])).join(COMMA);
    const right = letters((input) => input.closest("li").hasAttribute("data-ok"));
    return { type: "choice", right: [right], say: ({ answer }) => letters(({ name, value }) => answer.some((pair) => pair[0] === name && pair[1] === value)) };
  }

  /** @param {any} li @returns {Kind} */
  function truth(li) {
    const word = (input) => String(input.closest("label").textContent.trim() === "True").slice(0, V12 ? 1 : 5);
    const inputs = all(li, ".sp-choices input");
    const right = inputs.filter((input) => input.closest("li").hasAttribute("data-ok")).map(word);
    return { type: "true-false", right, say: ({ answer }) => word(inputs.find((input) => input.value === answer[0][1])) };
  }

  /** Rows by number, right sides by letter. @param {any} li @returns {Kind} */
  function pairs(li) {
    const rows = all(li, ".sp-rows > li");
    const options = all(rows[0], "option").map((option) => option.value).filter(Boolean);
    const pair = (value, i) => `${i + 1}${DOT}${LETTERS[options.indexOf(value)]}`;
    const right = rows.map((row, i) => pair(row.getAttribute("data-ok"), i)).join(COMMA);
    const names = rows.map((row) => row.querySelector("select").name);
    return { type: "matching", right: [right], say: ({ answer }) => names.map((name, i) => pair(answer.find((one) => one[0] === name)[1], i)).join(COMMA) };
  }

  /** Letters in the order of the numbers given; of two with one number the later one comes first, so that it is never the right order. @param {any} li @returns {Kind} */
  function steps(li) {
    const rows = all(li, ".sp-rows > li").map((row, i) => ({ letter: LETTERS[i], place: Number(row.getAttribute("data-ok")), name: row.querySelector("select").name }));
    const spell = (list) => list.map((row) => row.letter).join(COMMA);
    const given = (answer, name) => Number(answer.find((pair) => pair[0] === name)[1]);
    return {
      type: "sequencing",
      right: [spell([...rows].sort((a, b) => a.place - b.place))],
      say: ({ answer }) => spell([...rows].sort((a, b) => given(answer, a.name) - given(answer, b.name) || b.place - a.place)),
    };
  }

  /** Without an exponent, seven decimals at most: real(10,7). @param {number | null} n */
  const figures = (n) => (n ?? 0).toFixed(7).replace(/\.?0+$/, "");

  /** A range in 2004, a value in 1.2. @param {any} li @returns {Kind} */
  function numeric(li) {
    const right = all(li, ".sp-key li[data-ok]").map((line) => {
      const [value, off] = ["data-value", "data-tol"].map((name) => Number(line.getAttribute(name)));
      return V12 ? figures(value) : `${figures(value - off)}[:]${figures(value + off)}`;
    });
    return { type: "numeric", right: V12 ? right : right.slice(0, 1), say: ({ number }) => figures(number) };
  }

  /** @param {any} li @returns {Kind} */
  function words(li) {
    const lines = all(li, ".sp-key li[data-ok]").flatMap((line) => line.getAttribute("data-accept").split("|")).filter(Boolean);
    const right = V12 ? lines.map((line) => cut(line, 255)) : lines.slice(0, 5).map((line) => "{case_matters=false}" + cut(flat(line), 250));
    return { type: "fill-in", right, say: ({ answer }) => cut(flat(answer[0][1]), V12 ? 255 : 250) };
  }

  /** @param {any} _li @returns {Kind} */
  const written = (_li) => ({ type: V12 ? "fill-in" : "long-fill-in", right: [], say: ({ answer }) => cut(flat(answer[0][1]), V12 ? 255 : 4000) });

  /** One line without what a system would read as a separator or a note on the language. @param {string} text */
  const flat = (text) => text.trim().replace(/\s+/g, " ").replace(/\[(?=[,.:]\])/g, "[ ").replace(/^\{/, " {");

  /** Whole characters, no more than a field holds. @param {string} text @param {number} most */
  const cut = (text, most) => text.slice(0, most).replace(/[\ud800-\udbff]$/, "");

  const KINDS = { truefalse: truth, match: pairs, order: steps, numeric, short: words, open: written };
  /** @type {Map<string, Kind>} taken down before quiz.js shuffles */
  const kinds = new Map(all(quiz, ".sp-item").map((li) => [li.id.slice(2), (KINDS[li.getAttribute("data-kind")] ?? choice)(li)]));

  /* ---- the report ---- */

  /** @type {Map<string, {answer: string, said: string, index: number}>} what has been reported of an item last */
  const sent = new Map();
  for (const [id, entry] of Object.entries(JSON.parse(shelf[KEY] ?? "{}"))) sent.set(id, { answer: spelled(entry.answer), said: "", index: -1 });

  /** @param {string[][]} answer */
  function spelled(answer) {
    return JSON.stringify(answer.map((pair) => pair.join("=")).sort());
  }

  /** A new record for each new answer of an item, so that every try is there. @param {Checked} checked */
  function record(checked) {
    const { id, ok, points, of } = checked;
    const kind = kinds.get(id);
    const answer = spelled(checked.answer);
    const last = sent.get(id);
    if (!kind || last?.answer === answer) return;
    const said = kind.say(checked);
    const again = last !== undefined && last.said === said && last.index >= 0; // only the ticks of a rubric have changed
    const index = again ? last.index : Number(get("cmi.interactions._count")) || 0;
    const at = `cmi.interactions.${index}.`;
    if (!again) open(at, id, kind);
    set(at + NAMES.said, said);
    const none = kind.right.length ? (V12 ? "wrong" : "incorrect") : "neutral";
    set(at + "result", ok ? "correct" : points ? Number((points / of).toFixed(4)) : none);
    sent.set(id, { answer, said, index });
  }

  /** What is the same at every try. @param {string} at @param {string} id @param {Kind} kind */
  function open(at, id, kind) {
    const li = document.getElementById("q-" + id);
    const now = new Date();
    set(at + "id", id);
    set(at + "type", kind.type);
    set(at + "objectives.0.id", li.getAttribute("data-obj"));
    kind.right.forEach((pattern, i) => set(`${at}correct_responses.${i}.pattern`, pattern));
    if (V12) {
      set(at + "time", now.toTimeString().slice(0, 8));
      return;
    }
    const legend = /** @type {Element} */ (li.querySelector("legend").cloneNode(true));
    legend.querySelector(".sp-how")?.remove();
    set(at + "description", "{lang=en}" + cut(flat(legend.textContent), 250));
    set(at + "timestamp", now.toISOString().slice(0, 21) + "Z");
  }

  const graded = !quiz.hasAttribute("data-ungraded");
  const pass = get(NAMES.pass) === "" ? NaN : Number(get(NAMES.pass));
  let finished = /^(completed|passed|failed)$/.test(get(NAMES.status));
  let shown = false;

  /** Score and status. A quiz that is started over keeps both until it is through again. @param {{items: number, marked: number, right: number}} result */
  function report({ items, marked, right }) {
    const done = items > 0 && marked === items;
    if (!marked) sent.clear();
    if (marked && (done || !finished)) {
      const percent = Math.round((10000 * right) / items) / 100;
      if (graded) score(percent);
      if (!V12) set("cmi.progress_measure", Number((marked / items).toFixed(4)));
      const passed = percent / (V12 ? 1 : 100) >= pass ? "passed" : "failed";
      const judged = done && graded && !isNaN(pass);
      if (judged && !V12) set("cmi.success_status", passed);
      set(NAMES.status, !done ? "incomplete" : judged && V12 ? passed : "completed");
    } else if (!finished) set(NAMES.status, "incomplete");
    finished ||= done;
    set("cmi.suspend_data", pack());
    call("Commit", "");
  }

  /** @param {number} percent of the items that are right, as the page counts them */
  function score(percent) {
    if (!V12) set("cmi.score.scaled", Number((percent / 100).toFixed(4)));
    for (const [part, value] of [["min", 0], ["max", 100], ["raw", percent]]) set(NAMES.score + part, value);
  }

  /** Says who gets the answers, in place of "your answers stay on this device". */
  function tell() {
    shown = true;
    for (const row of all(quiz, ".sp-device")) row.hidden = true;
    const note = document.createElement("p");
    note.className = "sp-kept sp-device";
    note.textContent = `${graded ? "Your answers and your score" : "Your answers"} ${SYSTEM}`;
    quiz.append(note);
  }

  document.addEventListener("surplace:checked", (event) => record(/** @type {CustomEvent} */ (event).detail));
  document.addEventListener("surplace:result", (event) => {
    if (!shown) tell();
    report(/** @type {CustomEvent} */ (event).detail);
  });
  // The link to an order of choices would load the page again, and an API can be started only once.
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest(".sp-seed a")) event.preventDefault();
  });

  const start = Date.now();
  addEventListener("pagehide", () => {
    const seconds = (Date.now() - start) / 1000;
    const two = (n) => String(Math.floor(n)).padStart(2, "0");
    set(NAMES.time, V12 ? `${two(seconds / 3600).padStart(4, "0")}:${two((seconds / 60) % 60)}:${two(seconds % 60)}` : `PT${seconds.toFixed(2)}S`);
    set(NAMES.exit, "suspend"); // so that the answers are there when the page is opened again
    call("Commit", "");
    call("Terminate", "");
  });
  addEventListener("pageshow", (event) => event.persisted && location.reload());
})();
