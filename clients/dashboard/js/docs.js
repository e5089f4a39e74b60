/** The OpenAPI description, read with the session of this tab: its JSON needs a login, as all but health and this page does. */

import { Api } from './api.js';
import { byId } from './dom.js';

const DESCRIPTION = '/v3/api-docs';

const api = new Api((reason) => ask(reason));

function ask(reason = '') {
  byId('docs').replaceChildren();
  byId('docs-error').textContent = reason;
  byId('docs-password').value = '';
  byId('docs-login').hidden = false;
  (byId('docs-user').value ? byId('docs-password') : byId('docs-user')).focus();
}

async function show() {
  let answer;
  try {
    answer = await fetch(DESCRIPTION, { headers: await authorization(), cache: 'no-store' });
  } catch {
    if (api.user) ask('The platform does not answer.'); // else the session has ended, and that is told
    return;
  }
  if (!answer.ok) {
    ask(answer.status === 401 ? 'Your session has ended. Sign in again.' : `The platform answered with status ${answer.status}.`);
    return;
  }
  byId('docs-login').hidden = true;
  globalThis.SwaggerUIBundle({
    spec: await answer.json(),
    domNode: byId('docs'),
    deepLinking: true,
    // What is tried goes in the name of who signed in, unless another credential was entered under Authorize.
    requestInterceptor: async (request) => {
      if (!request.headers.Authorization && !request.headers['X-API-Key']) Object.assign(request.headers, await authorization());
      return request;
    },
  });
}

async function authorization() {
  const token = await api.token();
  return token ? { Authorization: `Bearer ${token}` } : {};
}

byId('docs-login').addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    await api.login(byId('docs-user').value, byId('docs-password').value);
  } catch (error) {
    ask(error.message);
    return;
  }
  await show();
});

if (api.user) show();
else ask();
