/* What Sphinx's searchtools.js takes from doctools.js and sphinx_highlight.js, and no more:
   no one-key shortcuts, no words kept in storage, no code made from strings (the page forbids it). */
"use strict";

const SPHINX_HIGHLIGHT_ENABLED = false;

const Documentation = {
  words: {},
  addTranslations(catalog) { Object.assign(this.words, catalog.messages); },
  gettext(text) { return [Documentation.words[text] ?? text].flat()[0]; },
  ngettext(one, many, count) {
    const found = Documentation.words[one];
    return Array.isArray(found) ? found[count === 1 ? 0 : found.length - 1] : count === 1 ? one : many;
  },
};
const _ = Documentation.gettext;

const _ready = (start) => {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
};

// The line that counts the results is read out when it appears.
_ready(() => {
  const results = document.getElementById("search-results");
  new MutationObserver(() => results.querySelector(".search-summary")?.setAttribute("role", "status"))
    .observe(results, { childList: true });
});
