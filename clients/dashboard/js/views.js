/** The page's views. The hash of the address names one, so that it can be linked and the browser's way back leads to it. */

export const VIEWS = ['market', 'copying'];

/** The view that an address names; whatever else a hash says is the market. */
export function viewOf(hash) {
  const name = String(hash ?? '').replace(/^#/, '');
  return VIEWS.includes(name) ? name : VIEWS[0];
}

/** Shows the view of the address now and whenever it changes; `onShow(name)` is told. */
export function initViews(onShow) {
  const show = () => {
    const name = viewOf(location.hash);
    for (const element of document.querySelectorAll('[data-view]')) element.hidden = element.dataset.view !== name;
    for (const link of document.querySelectorAll('[data-to]')) {
      if (link.dataset.to === name) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    document.title = name === 'copying' ? 'Copying · Tickgrid' : 'Tickgrid';
    onShow(name);
  };
  addEventListener('hashchange', show);
  // A jump within the page must not change the address, which names the view.
  for (const skip of document.querySelectorAll('a.skip')) {
    skip.addEventListener('click', (event) => {
      event.preventDefault();
      document.querySelector(skip.getAttribute('href')).focus();
    });
  }
  show();
}
