// Runs before the first paint, so that a chosen theme never flashes. A classic script: modules wait for the document.
(() => {
  try {
    const theme = localStorage.getItem('tickgrid-theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage is refused: the system's scheme stands.
  }
})();
