// @ts-check
import { arrange, el, iconButton } from './dom.js';
import { avatar, names } from './format.js';
import { ApiError } from './api.js';

/**
 * Shows a dialog until it is closed; Esc and a click beside it close it too.
 *
 * @param {string} title
 * @param {string} className
 * @returns {{ dialog: any, body: any, problem: any }}
 */
function open(title, className = '') {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const body = el('div.dialog-body');
  const problem = el('p.problem', { role: 'alert' });
  const dialog = el(
    'dialog',
    {
      'aria-label': title,
      class: className || null,
      onclose: () => {
        dialog.remove();
        if (before?.isConnected) before.focus();
      },
      onclick: (/** @type {Event} */ event) => event.target === dialog && dialog.close(),
    },
    el(
      'div.dialog-title',
      {},
      el('h2', {}, title),
      iconButton('close', 'Close', () => dialog.close()),
    ),
    body,
    problem,
  );
  document.body.append(dialog);
  dialog.showModal();
  return { dialog, body, problem };
}

/**
 * @param {string} label
 * @param {any} input
 * @param {string} [hint]
 */
function field(label, input, hint) {
  return el('label.field', {}, el('span', {}, label), input, hint ? el('small', {}, hint) : null);
}

/**
 * Check boxes, one a person.
 *
 * @param {Set<string>} chosen
 * @param {string} fixed who cannot be left out
 */
function memberBoxes(chosen, fixed) {
  const boxes = names.all().map((name) => {
    const box = el('input', { type: 'checkbox', value: name, disabled: name === fixed });
    box.checked = name === fixed || chosen.has(name);
    return box;
  });
  return {
    element: el(
      'fieldset.members',
      {},
      el('legend', {}, 'Members'),
      ...boxes.map((box) => el('label', {}, box, avatar(box.value, 'small'), names.full(box.value))),
    ),
    chosen: () => boxes.filter((box) => box.checked).map((box) => box.value),
  };
}

/**
 * @param {any} problem where an error is told
 * @param {() => Promise<void>} action
 */
async function attempt(problem, action) {
  problem.textContent = '';
  try {
    await action();
  } catch (error) {
    problem.textContent = `${ApiError.of(error).message}.`.replace(/\.\.$/, '.');
  }
}

/**
 * @param {import('./session.js').Session} session
 * @param {(channel: import('./types.js').Channel) => void} created
 */
export function newChannel(session, created) {
  const { dialog, body, problem } = open('New channel');
  const name = el('input', { required: true, maxlength: 40, autocomplete: 'off', placeholder: 'plans' });
  const topic = el('input', { maxlength: 200, autocomplete: 'off', placeholder: 'What is it about?' });
  const members = memberBoxes(new Set(), session.name);
  members.element.hidden = true;
  const restricted = el('input', {
    type: 'checkbox',
    onchange: () => {
      members.element.hidden = !restricted.checked;
    },
  });
  body.append(
    el(
      'form',
      {
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          attempt(problem, async () => {
            const channel = await session.ask('POST', '/api/channels', {
              name: name.value.trim(),
              topic: topic.value.trim(),
              restricted: restricted.checked,
              members: restricted.checked ? members.chosen() : [],
            });
            dialog.close();
            created(channel);
          });
        },
      },
      field('Name', name),
      field('Topic', topic),
      el('label.check', {}, restricted, el('span', {}, 'Private', el('small', {}, 'Only its members see it'))),
      members.element,
      el('div.actions', {}, el('button.primary', {}, 'Create channel')),
    ),
  );
  name.focus();
}

/**
 * Rename, members, delete.
 *
 * @param {import('./chat.js').Live} live
 * @param {any} channel
 */
export function channelDetails({ session, realtime }, channel) {
  const { dialog, body, problem } = open('Channel details');
  const owns = channel.owner === session.name;
  const name = el('input', { required: true, maxlength: 40, autocomplete: 'off' });
  name.value = channel.name;
  body.append(
    el(
      'form',
      {
        onsubmit: (/** @type {Event} */ event) => {
          event.preventDefault();
          attempt(problem, async () => {
            await realtime.call('channels.rename', { id: channel.id, name: name.value.trim() });
            dialog.close();
          });
        },
      },
      field('Name', name, 'Everybody sees the new name at once'),
      el('div.actions', {}, el('button.primary', {}, 'Rename')),
    ),
    el('p.owner', {}, avatar(channel.owner, 'small'), `${names.full(channel.owner)} made this channel`),
  );
  if (channel.restricted) {
    const members = memberBoxes(new Set(channel.members), channel.owner);
    if (!owns) members.element.disabled = true;
    const save = el('button.primary', { type: 'button' }, 'Save members');
    save.addEventListener('click', () =>
      attempt(problem, async () => {
        await session.ask('PUT', `/api/channels/${channel.id}/members`, members.chosen());
        dialog.close();
      }),
    );
    body.append(members.element, ...(owns ? [el('div.actions', {}, save)] : []));
  }
  if (owns) {
    const remove = el('button.danger', { type: 'button' }, 'Delete channel');
    remove.addEventListener('click', () => {
      if (remove.dataset.sure) {
        attempt(problem, async () => {
          await session.ask('DELETE', `/api/channels/${channel.id}`);
          dialog.close();
        });
      }
      remove.dataset.sure = 'true';
      remove.textContent = 'Delete it with all its messages?';
    });
    body.append(el('div.actions', {}, remove));
  }
  name.select();
}

/**
 * Jumps to a conversation by a few letters of its name.
 *
 * @param {import('./sidebar.js').Line[]} lines
 */
export function jump(lines) {
  const { dialog, body } = open('Jump to', 'switcher');
  let selected = 0;
  /** @type {import('./sidebar.js').Line[]} */
  let found = [];
  const list = el('ul.found', { role: 'listbox', id: 'found', 'aria-label': 'Conversations' });
  const input = el('input', {
    role: 'combobox',
    'aria-expanded': 'true',
    'aria-controls': 'found',
    'aria-label': 'Name of a channel or a person',
    placeholder: 'A channel or a person',
    autocomplete: 'off',
    oninput: () => draw(0),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        draw((selected + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % Math.max(found.length, 1));
      } else if (event.key === 'Enter' && found[selected]) {
        event.preventDefault();
        go(found[selected]);
      }
    },
  });
  body.append(input, list);
  draw(0);
  input.focus();

  /** @param {import('./sidebar.js').Line} line */
  function go(line) {
    dialog.close();
    location.hash = line.href;
  }

  /** @param {number} index */
  function draw(index) {
    const text = input.value.trim().toLowerCase();
    found = lines.filter(({ label }) => label.toLowerCase().includes(text));
    selected = index;
    arrange(
      list,
      found.length === 0
        ? [el('li.none', {}, 'Nothing has that name')]
        : found.map((line, position) =>
            el(
              'li',
              {
                role: 'option',
                id: `found-${position}`,
                'aria-selected': String(position === selected),
                onclick: () => go(line),
              },
              line.kind === 'direct' ? line.label : `# ${line.label}`,
            ),
          ),
    );
    input.setAttribute('aria-activedescendant', found.length > 0 ? `found-${selected}` : '');
    list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }
}

export function shortcuts() {
  const { body } = open('Keyboard shortcuts');
  const rows = [
    ['Enter', 'Send the message'],
    ['Shift Enter', 'Start a new line'],
    ['↑', 'Edit your last message'],
    ['Esc', 'Cancel what you are doing'],
    ['Ctrl K', 'Jump to a conversation'],
    ['Alt ↑ / Alt ↓', 'Previous, next conversation'],
    ['?', 'These shortcuts'],
  ];
  body.append(
    el(
      'dl.keys',
      {},
      ...rows.flatMap(([keys, what]) => [
        el('dt', {}, ...keys.split(' ').map((key) => (key === '/' ? ' / ' : el('kbd', {}, key)))),
        el('dd', {}, what),
      ]),
    ),
  );
}
