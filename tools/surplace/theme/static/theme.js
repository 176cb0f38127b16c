/* The colour switch and the citation tips. Nothing is stored until the reader presses the switch. */
(() => {
  "use strict";
  const page = document, root = page.documentElement, key = "surplace-theme";
  const modes = ["system", "light", "dark"];
  let mode = 0;
  try { mode = Math.max(0, modes.indexOf(localStorage.getItem(key))); } catch { /* storage is off */ }
  const paint = () => { root.dataset.theme = modes[mode]; };
  paint();

  page.addEventListener("DOMContentLoaded", () => {
    if (matchMedia("(min-width: 80em)").matches && !page.querySelector("td:nth-child(6)")) page.querySelectorAll(".sp-toc details").forEach((it) => { it.open = true; });
    const button = page.getElementById("sp-theme");
    if (!button) return;
    const name = () => { button.lastElementChild.textContent = button.dataset.names.split("|")[mode]; };
    button.hidden = false;
    name();
    button.addEventListener("click", () => {
      mode = (mode + 1) % 3;
      paint();
      name();
      try { mode ? localStorage.setItem(key, modes[mode]) : localStorage.removeItem(key); } catch { /* as above */ }
    });
  });

  const cite = (node) => node instanceof Element && node.closest(".sp-cite");
  const each = (query, act) => page.querySelectorAll(query).forEach(act);

  // Without a pointer that hovers, the first tap shows the tip and the second follows the link.
  page.addEventListener("click", (event) => {
    const mine = cite(event.target);
    const seen = mine && mine.classList.contains("open");
    each(".sp-cite.open", (other) => other !== mine && other.classList.remove("open"));
    if (mine && !seen && event.detail && matchMedia("(hover: none)").matches) {
      event.preventDefault();
      mine.classList.add("open");
    }
  });

  // Escape puts a tip away while pointer or focus stay; it may come back once they have left.
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    each(".sp-cite:is(.open, :hover, :focus-within)", (it) => { it.classList.remove("open"); it.classList.add("hush"); });
  });
  for (const type of ["pointerout", "focusout"]) {
    page.addEventListener(type, (event) => {
      const left = cite(event.target);
      if (left && !left.contains(event.relatedTarget)) left.classList.remove("hush");
    });
  }
})();
