/** The page: sign in, then one workspace whose panels are fed by REST answers and by the stream. */

import { Api, ApiError } from './api.js';
import { Copying } from './copying/copying.js';
import { byId } from './dom.js';
import { initTheme } from './theme.js';
import { feedWords } from './panels/feed.js';
import { initViews } from './views.js';
import { Workspace } from './workspace.js';

let workspace = null;
let copying = null;

const NOTICE = 'tickgrid-notice';

const api = new Api((reason) => {
  if (!workspace) {
    showLogin(reason);
    return;
  }
  // Loaded anew, so that nothing of one user's account stays on the page for the next.
  workspace.stop();
  copying.stop();
  sessionStorage.setItem(NOTICE, reason);
  location.reload();
});

function showLogin(reason = '') {
  byId('app-view').hidden = true;
  byId('login-view').hidden = false;
  byId('login-password').value = '';
  byId('login-error').textContent = reason;
  (byId('login-user').value ? byId('login-password') : byId('login-user')).focus();
  tellHealth();
}

/** Before anybody signs in the page says whether the platform is up: health needs no login. */
async function tellHealth() {
  const line = byId('login-health');
  try {
    const health = await api.get('/health', {}, { anonymous: true });
    line.textContent = `Platform ${String(health.status ?? 'up').toLowerCase()}; ${feedWords(health.feed ?? {})}.`;
  } catch (error) {
    line.textContent = error.status === 0 ? 'The platform does not answer yet. It may still be starting; this line keeps asking.' : error.message;
  }
  if (!byId('login-view').hidden) setTimeout(tellHealth, 4000);
}

async function showWorkspace(focus) {
  byId('login-view').hidden = true;
  byId('app-view').hidden = false;
  const { username, roles = [] } = api.user;
  byId('user-name').textContent = roles.includes(username) ? username : `${username}, ${roles.join(', ')}`;
  workspace = new Workspace(api);
  copying = new Copying(api);
  const started = workspace.start();
  copying.start();
  initViews((name) => {
    copying.show(name === 'copying');
    if (name === 'market') workspace.showTitle();
  });
  if (focus) byId(byId('market-view').hidden ? 'copying-view' : 'chart-panel').focus({ preventScroll: true });
  await started;
}

byId('login-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const button = byId('login-submit');
  byId('login-error').textContent = '';
  button.disabled = true;
  try {
    await api.login(byId('login-user').value.trim(), byId('login-password').value);
    byId('login-password').value = '';
    await showWorkspace(true);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    byId('login-error').textContent = error.status === 401 ? 'Username and password do not match. See below where the passwords are printed.' : error.message;
    byId('login-password').focus();
  } finally {
    button.disabled = false;
  }
});

byId('sign-out').addEventListener('click', () => api.signOut());
initTheme(byId('theme-toggle'), () => workspace?.applyTheme());
const notice = sessionStorage.getItem(NOTICE) ?? '';
sessionStorage.removeItem(NOTICE);
if (api.user) await showWorkspace(false);
else showLogin(notice);
