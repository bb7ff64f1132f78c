(() => {
  "use strict";
  // The choice of dark or light stays where the browser keeps it; where it refuses, the page follows the system.
  const root = document.currentScript.closest(".backproof");
  try {
    const kept = localStorage.getItem("backproof-theme");
    if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  } catch { /* refused */ }
})();
