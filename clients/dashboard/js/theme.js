/** Light and dark: the system's scheme until the reader chooses one; the choice is kept on this machine. */

const KEY = 'tickgrid-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

export function currentTheme() {
  return document.documentElement.dataset.theme ?? (system.matches ? 'dark' : 'light');
}

/** Wires the toggle; `onChange` is called after every change of colours, whoever made it. */
export function initTheme(button, onChange) {
  const show = () => {
    const other = currentTheme() === 'dark' ? 'light' : 'dark';
    button.textContent = other === 'dark' ? 'Dark' : 'Light';
    button.setAttribute('aria-label', `Switch to ${other} colours`);
  };
  button.addEventListener('click', () => {
    const next = currentTheme() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage is refused: the choice holds until the page is closed.
    }
    show();
    onChange();
  });
  system.addEventListener('change', () => {
    show();
    onChange();
  });
  show();
}

/** A token's colour as the browser computes it; the canvas of the chart knows no `light-dark()`. */
export function tokenColor(name) {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}
