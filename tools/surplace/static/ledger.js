// @ts-check
"use strict";
/* A filter for the claims ledger, by topic and by verdict. The page is whole without it. */
(() => {
  const claims = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".sp-claim")]);
  const counts = document.querySelector(".sp-counts");
  if (!counts || !claims.length) return;

  /** @param {string} name @param {string} label @param {(claim: HTMLElement) => string} words */
  function choice(name, label, words) {
    const select = document.createElement("select");
    select.add(new Option("All", ""));
    const known = new Map(claims.map((claim) => [claim.getAttribute("data-" + name) ?? "", words(claim)]));
    for (const [value, text] of known) select.add(new Option(text, value));
    const around = document.createElement("label");
    around.append(label, select);
    select.onchange = filter;
    return { name, select, around };
  }

  const heading = (/** @type {HTMLElement} */ claim) => claim.parentElement?.querySelector("h2, h3")?.textContent ?? "";
  const verdict = (/** @type {HTMLElement} */ claim) => claim.querySelector(".sp-verdict")?.textContent ?? "";
  const choices = [choice("topic", "Topic", heading), choice("verdict", "Verdict", verdict)];
  const told = document.createElement("p");
  told.setAttribute("role", "status");

  function filter() {
    let shown = 0;
    for (const claim of claims) {
      const fits = choices.every(({ name, select }) => !select.value || claim.getAttribute("data-" + name) === select.value);
      claim.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    for (const section of new Set(claims.map((claim) => claim.parentElement))) {
      if (section) section.hidden = [...section.querySelectorAll(".sp-claim")].every((claim) => /** @type {HTMLElement} */ (claim).hidden);
    }
    told.textContent = `${shown} of ${claims.length} claims`;
  }

  const bar = document.createElement("div");
  bar.className = "sp-filter";
  bar.append(...choices.map((one) => one.around), told);
  counts.after(bar);
  filter();
  window.addEventListener("hashchange", () => { // a link to a claim that the filter hides shows it
    const target = document.getElementById(location.hash.slice(1));
    if (target?.hidden) {
      for (const { select } of choices) select.value = "";
      filter();
      target.scrollIntoView();
    }
  });
})();
