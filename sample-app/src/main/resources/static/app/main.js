// @ts-check
import { Chat } from './chat.js';
import { Session } from './session.js';
import { arrange, el } from './dom.js';
import { showLogin } from './login.js';

const root = /** @type {HTMLElement} */ (document.getElementById('root'));

async function start() {
  const session = Session.restore() ?? (await showLogin(root));
  try {
    await Chat.open(root, session);
  } catch (error) {
    const { status, message } = /** @type {any} */ (error);
    if (status === 401) {
      session.logout();
      return start();
    }
    arrange(root, [
      el(
        'main.login',
        {},
        el(
          'div.card',
          { role: 'alert' },
          el('h1', {}, 'The chat cannot be opened'),
          el('p.lead', {}, `${message}.`),
          el('button.primary', { type: 'button', onclick: start }, 'Try again'),
        ),
      ),
    ]);
  }
}

start();
