// @ts-check
"use strict";
/* Marks the quizzes of a page and keeps the answers on the reader's own device; nothing is sent anywhere.
   The server writes complete forms that work without this file (sphinx_ext/quiz_html.py). */
(() => {
  const WORDS = {
    check: "Check", again: "Try again", checkAll: "Check all answers", all: "Show all reasons", fewer: "Hide the other reasons",
    right: "Right", wrong: "Not right", partly: "Partly right", yours: "Your choice. ", other: "Not chosen. ",
    question: "Question", answer: "Right answer:", compare: "Compare your answer, then tick what it does.",
    choose: "Choose an answer first.", part: "Answer every part first.", write: "Write an answer first.", number: "Write a number in figures.",
    result: "Your result", practised: "What you practised", untried: "not practised yet", look: "Look at these again",
    todo: "Not checked yet:", missed: "Try the missed ones again", over: "Start over", reallyOver: "Really start over?",
    shuffle: "Shuffle the choices", order: "Order of the choices:",
    kept: "Your answers stay on this device.", lost: "This browser forgets your answers when you leave. You can save them to a file.",
    save: "Save answers to a file", load: "Load answers from a file", loaded: "The answers are loaded.",
    bad: "This is not a file of answers from this course. Nothing was changed.",
    erase: "Erase my answers", reallyErase: "Really erase?", erased: "The answers are erased.",
    start: "This shows where to start. It is not a mark",
    score: (n, of) => `${n} of ${of} right`,
    points: (n, of) => `${n} of ${of} points`,
  };

  /** @typedef {{rev: string, answer: string[][], ok: boolean, points: number}} Entry what is kept of an item; answer: [name, value] pairs */
  /** @typedef {{points: number, of: number, right?: string}} Mark points reached of those to be had; the right choices, whose letters a screen reader may not speak */

  /** @param {ParentNode} root @param {string} selector @returns {any[]} elements, typed where they are used */
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  /** @param {Element} node @param {string} name */
  const data = (node, name) => node.getAttribute("data-" + name) ?? "";
  /** @param {Element} node */
  const isOk = (node) => node.hasAttribute("data-ok");

  /** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {string} name @param {(string | Node)[]} inside */
  function el(tag, name, ...inside) {
    const node = document.createElement(tag);
    node.className = name;
    node.append(...inside);
    return node;
  }

  /** @param {string} text @param {() => void} act @param {string} [name] */
  function button(text, act, name = "sp-quiet") {
    const node = el("button", name, text);
    node.type = "button";
    node.onclick = act;
    return node;
  }

  /** A button that asks once before it acts. @param {string} text @param {string} really @param {() => void} act */
  function careful(text, really, act) {
    const node = button(text, () => {
      const sure = node.textContent === really;
      node.textContent = sure ? text : really;
      if (sure) act();
    });
    node.onblur = () => (node.textContent = text);
    return node;
  }

  /** A place for news that screen readers speak; emptied first, so that the same words are spoken twice. @param {string} name */
  function speaker(name) {
    const node = el("p", name);
    node.setAttribute("role", "status");
    /** @param {string} text */
    const say = (text) => {
      node.textContent = "";
      setTimeout(() => (node.textContent = text), 50);
    };
    return { node, say };
  }

  /* ---- what is kept: one key a bank, in localStorage or, where there is none, until the page closes ---- */

  const PREFIX = "surplace:1:";
  /** @type {{[key: string]: string}} */
  let shelf = {};
  /** @type {{[key: string]: string}} */
  let disk = {};
  let lasting = true;
  try {
    localStorage[PREFIX] = "";
    delete localStorage[PREFIX];
    shelf = disk = localStorage;
  } catch {
    lasting = false;
  }

  const isTable = (value) => value && typeof value === "object" && !Array.isArray(value);
  /** @param {any} value @returns {value is Entry} */
  const isEntry = (value) => isTable(value) && typeof value.rev === "string" && typeof value.ok === "boolean" && Number.isFinite(value.points)
    && Array.isArray(value.answer) && value.answer.every((pair) => Array.isArray(pair) && pair.every((text) => typeof text === "string"));

  /** @param {string} bank @returns {Map<string, Entry>} by item; what cannot be read counts as not there */
  function recall(bank) {
    try {
      return new Map(Object.entries(JSON.parse(shelf[PREFIX + bank])).filter(([, entry]) => isEntry(entry)));
    } catch {
      return new Map();
    }
  }

  /** @param {string} bank @param {Map<string, Entry>} answers */
  function keep(bank, answers) {
    try {
      if (answers.size) shelf[PREFIX + bank] = JSON.stringify(Object.fromEntries(answers));
      else delete shelf[PREFIX + bank], delete disk[PREFIX + bank]; // erased there too, when the shelf is a copy since it was full
    } catch { // full
      lasting = false;
      shelf = { ...shelf };
      keep(bank, answers);
    }
  }

  const banks = () => Object.keys(shelf).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length)).sort();

  function save() {
    const body = { surplace: 1, banks: Object.fromEntries(banks().map((bank) => [bank, Object.fromEntries(recall(bank))])) };
    const link = el("a", "");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(body, null, 1)], { type: "application/json" }));
    link.download = "surplace-answers.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /** Takes a saved file over whole, or not at all. @param {File} file @returns {Promise<boolean>} */
  async function load(file) {
    try {
      const body = JSON.parse(await file.text());
      const tables = Object.entries(body.banks);
      if (body.surplace !== 1 || !tables.every(([, table]) => isTable(table) && Object.values(table).every(isEntry))) return false;
      for (const [bank, table] of tables) keep(bank, new Map(Object.entries(table)));
      return true;
    } catch {
      return false;
    }
  }

  /** "Your answers stay on this device", save, load, erase. @param {() => void} erase @param {() => void} changed */
  function device(erase, changed) {
    const note = el("p", "sp-kept");
    const status = speaker("sp-said");
    const picker = el("input", "");
    Object.assign(picker, { type: "file", accept: ".json", hidden: true });
    picker.onchange = async () => {
      const done = await load(picker.files[0]);
      picker.value = "";
      if (done) changed();
      status.say(done ? WORDS.loaded : WORDS.bad);
    };
    const wipe = () => {
      erase();
      changed();
      status.say(WORDS.erased);
    };
    const node = el("div", "sp-device", note, el("p", "sp-buttons", button(WORDS.save, save), button(WORDS.load, () => picker.click()),
      careful(WORDS.erase, WORDS.reallyErase, wipe), picker), status.node);
    const tell = () => (note.textContent = lasting ? WORDS.kept : WORDS.lost);
    return { node, tell };
  }

  /* ---- marking: a mark, or a string that says what is missing ---- */

  /** @param {Item} item @returns {Mark | string} */
  function markChoices(item) {
    const mark = { points: 0, of: 0, right: item.choices.filter(isOk).map((li) => li.querySelector("label").textContent.trim()).join("; ") };
    for (const tier of item.tiers) {
      const picked = all(tier, "input:checked").map((input) => isOk(input.closest("li")));
      if (!picked.length) return item.tiers.length > 1 ? WORDS.part : WORDS.choose;
      mark.points += Math.max(0, 2 * picked.filter(Boolean).length - picked.length); // a wrong tick takes back a right one
      mark.of += all(tier, "li[data-ok]").length;
    }
    return mark;
  }

  /** @param {Item} item @returns {Mark | string} */
  function markRows(item) {
    const { controls } = item;
    if (controls.some((select) => !select.value)) return WORDS.part;
    return { points: controls.filter((select) => select.value === data(select.closest("li"), "ok")).length, of: controls.length };
  }

  /** Case, accents, spaces and full stops do not matter (model.folded is the same in Python). @param {string} text */
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toUpperCase().toLowerCase().replace(/\./g, "").split(/\s+/).join(" ").trim();

  /** A comma before three digits parts thousands, any other is a decimal one; one number, words around are let go. @param {string} text */
  function figure(text) {
    const [bare, more] = text.match(/[-−–]?\d(?:[\d\s.,]*\d)?/g) ?? [];
    return bare && !more ? Number(bare.replace(/[−–]/, "-").replace(/\s|,(?=\d{3}(?!\d))/g, "").replace(",", ".")) : NaN;
  }

  /** The line of the key that a typed answer falls under, right ones before slips. @param {Item} item */
  function lineFor({ lines, controls: [{ value }] }) {
    const fits = (li) => (li.hasAttribute("data-accept") ? data(li, "accept").split("|").includes(fold(value))
      : Math.abs(Number(data(li, "value")) - figure(value)) <= Number(data(li, "tol")) + 1e-9);
    return lines.find((li) => isOk(li) && fits(li)) ?? lines.find(fits);
  }

  /** @param {Item} item @returns {Mark | string} */
  function markTyped(item) {
    const { value } = item.controls[0];
    if (!value.trim()) return WORDS.write;
    if (item.kind === "numeric" && isNaN(figure(value))) return WORDS.number;
    const line = lineFor(item);
    return { points: line && isOk(line) ? 1 : 0, of: 1 };
  }

  /** @param {Item} item @returns {Mark | string} */
  function markRubric({ controls: [area, ...boxes] }) {
    const sum = (list) => list.reduce((total, box) => total + Number(data(box, "points")), 0);
    return area.value.trim() ? { points: sum(boxes.filter((box) => box.checked)), of: sum(boxes) } : WORDS.write;
  }

  const MARKERS = { match: markRows, order: markRows, numeric: markTyped, short: markTyped, open: markRubric };

  /* ---- one item ---- */

  class Item {
    /** @param {HTMLElement} li @param {number} number @param {(item: Item) => void} check */
    constructor(li, number, check) {
      this.li = li;
      this.id = li.id.slice(2);
      this.number = number;
      this.kind = data(li, "kind");
      this.tiers = all(li, "fieldset");
      this.keys = all(li, ".sp-key");
      this.done = false;
      /** @type {Mark | null} the last mark; it stays while the item is tried again */
      this.mark = null;
      all(li, "[data-points]").forEach((box, i) => Object.assign(box, { name: this.id + "-r", value: i }));
      this.checker = button("", () => (this.done ? this.again() : check(this)), "");
      this.more = button("", () => this.show(this.more.textContent === WORDS.all));
      this.verdict = el("p", "");
      this.tiers.at(-1).after(el("div", "sp-bar", el("p", "sp-buttons", this.checker, this.more), this.verdict));
      this.reopen();
    }

    get controls() { return all(this.li, "input, select, textarea"); }
    get choices() { return all(this.li, ".sp-choices > li"); }
    /** The key's lines for typed answers. */
    get lines() { return all(this.li, "li[data-value], li[data-accept]"); }
    /** The question without "Choose one answer." */
    get prompt() {
      const legend = this.li.querySelector("legend");
      return legend.textContent.replace(legend.querySelector(".sp-how")?.textContent ?? "", "").trim();
    }
    get ok() { return this.mark !== null && this.mark.points === this.mark.of; }

    get answer() {
      return this.controls.filter((c) => (/radio|checkbox/.test(c.type) ? c.checked : c.value)).map((c) => [c.name, c.value]);
    }
    set answer(pairs) {
      for (const c of this.controls) {
        const own = pairs.filter(([name]) => name === c.name).map(([, value]) => value);
        if (/radio|checkbox/.test(c.type)) c.checked = own.includes(c.value);
        else c.value = own[0] ?? "";
      }
    }

    /** Marks the item and shows the reasons. @returns {string} what there is to say about it */
    check() {
      const mark = (MARKERS[this.kind] ?? markChoices)(this);
      if (typeof mark === "string") return this.tell(mark, "");
      const word = mark.points === mark.of ? "right" : mark.points ? "partly" : "wrong";
      this.mark = mark;
      this.done = true;
      this.label(WORDS.again);
      this.show(false);
      for (const key of this.keys) key.hidden = false;
      if (this.kind in MARKERS) this.keys[0].open = true;
      const points = `${WORDS.points(mark.points, mark.of)}.`;
      if (this.kind === "open") return this.tell(`${points} ${WORDS.compare}`, mark.points ? word : "");
      const reached = word === "partly" ? `: ${points}` : ".";
      return this.tell(WORDS[word] + reached + (mark.right && word !== "right" ? ` ${WORDS.answer} ${mark.right}.` : ""), word);
    }

    /** @param {string} text @param {string} word */
    tell(text, word) {
      this.verdict.className = `sp-verdict sp-${word}`;
      return (this.verdict.textContent = text);
    }

    /** Shows the reasons for what was given and for what is right, or all. @param {boolean} everything */
    show(everything) {
      this.hide();
      const typed = this.lines.length && lineFor(this);
      this.more.hidden = true;
      for (const li of [...this.choices, ...this.lines]) {
        const input = li.querySelector("input");
        const given = input ? input.checked : li === typed;
        const due = given || isOk(li);
        if (!due) this.more.hidden = false;
        if (!due && !everything) continue;
        li.classList.add("sp-shown");
        const reason = li.querySelector(".sp-fb");
        if (!input) continue;
        reason.prepend(el("span", "sp-tag", given ? WORDS.yours : WORDS.other));
        reason.id = `f-${input.name}-${input.value}`;
        input.setAttribute("aria-describedby", reason.id);
      }
      for (const li of all(this.li, ".sp-rows > li")) {
        const word = li.querySelector("select").value === data(li, "ok") ? "right" : "wrong";
        li.append(el("span", "sp-mark sp-" + word, WORDS[word]));
      }
      this.more.textContent = everything ? WORDS.fewer : WORDS.all;
    }

    hide() {
      for (const li of all(this.li, ".sp-shown")) li.classList.remove("sp-shown");
      for (const node of all(this.li, ".sp-tag, .sp-mark")) node.remove();
      for (const control of this.controls) control.removeAttribute("aria-describedby");
    }

    /** @param {string} word */
    label(word) {
      this.checker.textContent = word;
      this.checker.setAttribute("aria-label", `${word}, ${WORDS.question.toLowerCase()} ${this.number}`);
    }

    /** Hides the reasons; the answer stays. */
    reopen() {
      this.done = false;
      this.label(WORDS.check);
      this.hide();
      this.tell("", "");
      this.more.hidden = true;
      for (const key of this.keys) key.hidden = true;
    }

    /** As if it had never been answered. */
    clear() {
      this.mark = null;
      this.answer = [];
      this.reopen();
    }

    /** Nothing chosen, and the first control has the focus; what was written at length stays. */
    again() {
      this.reopen();
      this.answer = this.kind === "open" ? this.answer.slice(0, 1) : [];
      this.controls[0].focus();
    }

    /** Puts choices and rows in the order that a seed gives, the same everywhere. @param {number} seed */
    shuffle(seed) {
      if (this.kind === "truefalse" || this.li.hasAttribute("data-fixed")) return;
      for (const list of all(this.li, ".sp-choices, .sp-rows")) {
        const rank = (li) => {
          const control = li.querySelector("[name]");
          return hash(`${seed} ${control.name} ${control.tagName === "INPUT" ? control.value : ""}`);
        };
        list.append(...[...list.children].sort((a, b) => rank(a) - rank(b)));
      }
      if (this.done) this.check();
    }
  }

  /** FNV-1a with the mixing steps of MurmurHash3, so that near seeds give far orders. @param {string} text */
  function hash(text) {
    let h = 0x811c9dc5;
    for (const c of text) h = Math.imul(h ^ c.charCodeAt(0), 0x01000193);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
  }

  /* ---- one quiz ---- */

  class Quiz {
    /** @param {HTMLElement} root */
    constructor(root) {
      this.root = root;
      this.bank = data(root, "bank");
      this.items = all(root, ".sp-item").map((li, i) => new Item(li, i + 1, (item) => this.check(item)));
      this.seeds = [el("p", "sp-seed"), el("p", "sp-seed")]; // at the head for paper, by the button for the screen
      this.result = el("div", "sp-result");
      this.retry = button(WORDS.missed, () => this.missed.reverse().forEach((item) => item.again())); // the first one last: it gets the focus
      this.speaker = speaker("sp-hidden");
      this.device = device(() => this.forget(), () => this.restore());
      root.prepend(this.seeds[0]);
      root.append(el("div", "sp-end", el("p", "sp-buttons", button(WORDS.checkAll, () => this.checkAll(), "")), this.result,
        el("p", "sp-buttons", this.retry, careful(WORDS.over, WORDS.reallyOver, () => this.startOver()),
          button(WORDS.shuffle, () => this.shuffle(1 + Math.floor(Math.random() * 9999)))),
        this.seeds[1], this.device.node, this.speaker.node));
      this.listen();
      root.classList.add("sp-js");
      this.shuffle(Number(new URLSearchParams(location.search).get("seed")));
      this.restore();
    }

    get missed() { return this.items.filter((item) => item.mark && !item.ok); }

    listen() {
      this.root.onsubmit = (event) => event.preventDefault();
      this.root.oninput = ({ target }) => {
        const item = this.items.find(({ controls }) => controls.includes(target));
        if (!item?.done) item?.tell("", "");
        else if (item.kind !== "open") item.reopen();
        else if (target !== item.controls[0]) this.check(item);
      };
      this.root.onkeydown = (event) => {
        const item = this.items.find(({ controls: [control] }) => control === event.target && control.type === "text");
        if (event.key !== "Enter" || event.isComposing || !item) return;
        event.preventDefault();
        this.check(item);
      };
    }

    /** @param {Item} item */
    check(item) {
      this.speaker.say(`${WORDS.question} ${item.number}. ${item.check()}`);
      this.keep([item]);
    }

    checkAll() {
      for (const item of this.items) item.check();
      this.keep(this.items);
      this.speaker.say(this.summary);
    }

    /** Says what happened to a script that reports to a learning system (export/scorm-api.js). @param {string} what @param {object} detail */
    tell(what, detail) {
      this.root.dispatchEvent(new CustomEvent("surplace:" + what, { bubbles: true, detail }));
    }

    /** @param {Item[]} checked */
    keep(checked) {
      const answers = recall(this.bank);
      for (const { id, li, answer, ok, mark, done } of this.items) {
        if (done) answers.set(id, { rev: data(li, "rev"), answer, ok, points: mark.points });
      }
      keep(this.bank, answers);
      for (const { id, kind, ok, mark, answer, controls, done } of checked) {
        if (done) this.tell("checked", { id, ok, points: mark.points, of: mark.of, answer, number: kind === "numeric" ? figure(controls[0].value) : null });
      }
      this.paint();
    }

    /** Shows what is kept; an answer to an earlier wording of an item counts as none. */
    restore() {
      const answers = recall(this.bank);
      for (const item of this.items) {
        const entry = answers.get(item.id);
        if (entry?.rev === data(item.li, "rev")) {
          item.answer = entry.answer;
          item.check();
        } else if (item.mark) item.clear(); // a file of answers has taken the place of this one
      }
      this.paint();
    }

    forget() {
      keep(this.bank, new Map());
      for (const item of this.items) item.clear();
    }

    startOver() {
      this.forget();
      this.paint();
      this.items[0].controls[0].focus();
    }

    /** @param {number} seed 0 keeps the printed order */
    shuffle(seed) {
      if (!(seed > 0)) return;
      for (const item of this.items) item.shuffle(seed);
      for (const place of this.seeds) {
        const link = el("a", "", String(seed));
        link.href = `?seed=${seed}#${this.root.id}`;
        place.replaceChildren(WORDS.order + " ", link);
      }
      this.speaker.say(`${WORDS.order} ${seed}`);
    }

    get summary() {
      const open = this.items.filter((item) => !item.done).map((item) => item.number);
      const right = this.items.filter((item) => item.ok).length;
      const score = this.root.hasAttribute("data-ungraded") ? WORDS.start : WORDS.score(right, this.items.length);
      return score + (open.length ? `. ${WORDS.todo} ${open.join(", ")}.` : ".");
    }

    paint() {
      const { missed } = this;
      this.device.tell();
      this.retry.hidden = !missed.length;
      this.result.hidden = !this.items.some((item) => item.mark);
      this.result.replaceChildren(el("h3", "", WORDS.result), el("p", "sp-score", this.summary));
      this.list(WORDS.practised, [...new Set(this.items.map((item) => data(item.li, "obj")))].sort(), (obj) => {
        const own = this.items.filter((item) => data(item.li, "obj") === obj);
        const count = own.some((item) => item.mark) ? WORDS.score(own.filter((item) => item.ok).length, own.length) : WORDS.untried;
        return [`${document.getElementById("obj-" + obj)?.textContent ?? obj}: `, el("b", "", count)];
      });
      this.list(WORDS.look, missed, (item) => {
        const link = el("a", "", `${WORDS.question} ${item.number}`);
        link.href = "#" + item.li.id;
        return [link, `: ${item.prompt}`];
      });
      this.tell("result", { items: this.items.length, marked: this.items.filter((item) => item.mark).length, right: this.items.filter((item) => item.ok).length });
    }

    /** A heading and a list in the result, if there is anything to list. @param {string} title @param {any[]} things @param {(thing: any) => (string | Node)[]} line */
    list(title, things, line) {
      if (things.length) this.result.append(el("h4", "", title), el("ul", "", ...things.map((thing) => el("li", "", ...line(thing)))));
    }
  }

  /* ---- the progress page ---- */

  /** @param {HTMLElement} root */
  function progress(root) {
    const rows = all(root, "li[data-bank]").map((li) => {
      const bar = el("progress", "");
      const text = el("span", "sp-count");
      bar.setAttribute("aria-label", li.querySelector("a").textContent);
      li.append(" ", text, " ", bar);
      return { bank: data(li, "bank"), of: Number(data(li, "items")), bar, text };
    });
    const row = device(() => banks().forEach((bank) => keep(bank, new Map())), paint);
    function paint() {
      for (const { bank, of, bar, text } of rows) {
        const right = Math.min(of, [...recall(bank).values()].filter((entry) => entry.ok).length);
        bar.max = of;
        bar.value = right;
        text.textContent = WORDS.score(right, of);
      }
      row.tell();
    }
    root.append(row.node);
    paint();
    for (const news of ["storage", "pageshow"]) addEventListener(news, paint);
  }

  for (const root of all(document, ".sp-quiz")) new Quiz(root);
  for (const root of all(document, ".sp-progress")) progress(root);
})();
