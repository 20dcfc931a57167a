// @ts-check
import { arrange, el } from './dom.js';
import { avatar, names } from './format.js';
import { request } from './api.js';
import { Session } from './session.js';

/**
 * Asks who is there.
 *
 * @param {HTMLElement} root
 * @returns {Promise<Session>} resolved once somebody has logged in
 */
export function showLogin(root) {
  return new Promise((resolve) => {
    const people = el('div.people', { role: 'group', 'aria-label': 'People' });
    const problem = el('p.problem', { role: 'alert' });
    const retry = el('button.primary', { type: 'button', hidden: true, onclick: offer }, 'Try again');
    arrange(root, [
      el(
        'main.login',
        {},
        el(
          'div.card',
          {},
          el('img.logo', { src: '/favicon.svg', alt: '', width: 48, height: 48 }),
          el('h1', {}, 'Who are you?'),
          el('p.lead', {}, 'Loom is a demo: choose a name. Open a second window and be somebody else there.'),
          people,
          problem,
          retry,
        ),
      ),
    ]);
    document.title = 'Loom';
    offer();

    async function offer() {
      problem.textContent = '';
      retry.hidden = true;
      try {
        const everybody = (await request('GET', '/api/people')).people;
        names.fill(everybody);
        arrange(
          people,
          everybody.map((/** @type {{ name: string, fullName: string }} */ { name, fullName }) =>
            el('button.person', { type: 'button', onclick: () => login(name) }, avatar(name), el('span', {}, fullName)),
          ),
        );
        people.querySelector('button')?.focus();
      } catch (error) {
        fail(error);
      }
    }

    /** @param {string} name */
    async function login(name) {
      problem.textContent = '';
      try {
        resolve(await Session.login(name));
      } catch (error) {
        fail(error);
      }
    }

    /** @param {unknown} error */
    function fail(error) {
      problem.textContent = `${/** @type {Error} */ (error).message}.`;
      retry.hidden = false;
    }
  });
}
