// @ts-check
import { el } from './dom.js';

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const link = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/;

/** @param {string | Date} at */
export const timeOf = (at) => time.format(new Date(at));

/** @param {string | Date} at the hour and minute alone, for a narrow place */
export const shortTimeOf = (at) =>
  time
    .formatToParts(new Date(at))
    .filter(({ type }) => type === 'hour' || type === 'minute')
    .map(({ value }) => value)
    .join(':');

/** @param {string | Date} at */
export function dayOf(at) {
  const date = new Date(at);
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  return days === 0 ? 'Today' : days === 1 ? 'Yesterday' : day.format(date);
}

/**
 * @param {string} text
 * @returns {(string | Node)[]} the text, its links made clickable
 */
export function linked(text) {
  return text
    .split(link)
    .map((part, index) =>
      index % 2 === 0 ? part : el('a', { href: part, target: '_blank', rel: 'noopener noreferrer' }, part),
    );
}

/** Everybody's full name, by name. */
export class Names {
  /** @type {Map<string, string>} */
  #names = new Map();

  /** @param {import('./types.js').Person[]} people */
  fill(people) {
    this.#names = new Map(people.map((person) => [person.name, person.fullName]));
  }

  /** @param {string} name */
  full(name) {
    return this.#names.get(name) ?? name;
  }

  /** @param {string} name */
  first(name) {
    return this.full(name).split(' ')[0];
  }

  all() {
    return [...this.#names.keys()];
  }
}

export const names = new Names();

/**
 * @param {import('/realtime-client/index.js').Room | undefined} room a room whose presence is kept
 * @returns {string[]} the names of those who are in it
 */
export function membersOf(room) {
  return (room?.members ?? []).map(({ user }) => user).sort();
}

/**
 * A round picture of somebody: their initials on their color.
 *
 * @param {string} name
 * @param {string} [size] '', 'small' or 'large'
 */
export function avatar(name, size = '') {
  const initials = names
    .full(name)
    .split(' ')
    .map((word) => word[0])
    .slice(0, 2)
    .join('')
    .toUpperCase();
  const color = String(Math.max(names.all().indexOf(name), 0) % 6);
  return el('span.avatar', { 'aria-hidden': 'true', dataset: { color, size } }, initials);
}
