// @ts-check
/**
 * Makes an element. Children that are text become text nodes, never markup.
 *
 * @param {string} tag a tag, with classes after dots: `button.icon`
 * @param {Record<string, any>} [properties] attributes; `on…` are listeners, `dataset` is merged
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any} the element
 */
export function el(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key === 'dataset') Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const paths = {
  back: 'M15 5l-7 7 7 7',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13.5 6.5l4 4',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5',
  send: 'M4 12l16-8-6 16-3-7z',
  lock: 'M6 11h12v9H6zM9 11V8a3 3 0 016 0v3',
  down: 'M12 5v14M6 13l6 6 6-6',
  people:
    'M9 11a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.5a3.5 3.5 0 010 6.5M18 14.5c2.2.8 3.5 2.8 3.5 5.5',
  out: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  keys: 'M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8',
  search: 'M11 18a7 7 0 100-14 7 7 0 000 14zM16 16l5 5',
  bell: 'M6 17V11a6 6 0 0112 0v6l1.5 1.5h-15zM10 21h4',
  more: 'M6 12a.5.5 0 11-1 0 .5.5 0 011 0M12.5 12a.5.5 0 11-1 0 .5.5 0 011 0M19 12a.5.5 0 11-1 0 .5.5 0 011 0',
};

/**
 * @param {keyof typeof paths} name
 * @returns {SVGElement} an icon that assistive technology skips: its button has the name
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('glyph');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', paths[name]);
  svg.append(path);
  return svg;
}

/**
 * A button that shows an icon and says its name.
 *
 * @param {keyof typeof paths} name
 * @param {string} label
 * @param {(event: Event) => void} onclick
 */
export function iconButton(name, label, onclick) {
  return el('button.icon', { type: 'button', 'aria-label': label, title: label, onclick }, icon(name));
}

/**
 * Makes a container show exactly these elements in this order, moving only what is out of
 * place: what has the focus keeps it.
 *
 * @param {Element} container
 * @param {Element[]} elements
 */
export function arrange(container, elements) {
  const wanted = new Set(elements);
  for (const child of [...container.children]) {
    if (!wanted.has(child)) child.remove();
  }
  elements.forEach((element, index) => {
    if (container.children[index] !== element) container.insertBefore(element, container.children[index] ?? null);
  });
}

/** @param {string} text tells something that is nobody's answer, for a few seconds */
export function toast(text) {
  const element = el('div.toast', {}, icon('bell'), el('span', {}, text));
  document.getElementById('toasts')?.append(element);
  setTimeout(() => element.remove(), 6000);
}
