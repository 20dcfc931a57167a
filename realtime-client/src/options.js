// Types only: what the application gives, and what the classes behind it need of each other.

/** @typedef {import('./error.js').RealtimeError} RealtimeError */

/**
 * @typedef {import('./members.js').Member} Member
 * @typedef {{ position?: string, recovered?: boolean, members?: Member[] }} Joined
 * @typedef {{ token?: import('./token.js').TokenSource, position?: string }} RoomOptions
 *
 * What a room needs of its Realtime.
 * @typedef {object} RoomContext
 * @property {() => import('./connection.js').Connection | undefined} connection
 * @property {() => Promise<void>} connect
 * @property {() => string} nextId
 * @property {(error: RealtimeError) => void} onError
 * @property {string} origin
 * @property {number} timeout
 * @property {{ min: number, max: number }} reconnect
 * @property {import('./stream.js').Offsets} offsets
 * @property {(room: any, active: boolean) => void} keep
 *
 * @typedef {object} MembershipListener
 * @property {() => void} onJoining
 * @property {(joined: Joined) => void} onJoined
 * @property {(state: 'refused' | 'left', error: RealtimeError) => void} onEnded
 * @property {(name: string, payload: any, custom?: boolean) => void} onEvent
 * @property {(error: RealtimeError) => void} onError
 */

/**
 * @template [T=any]
 * @typedef {object} CollectionOptions
 * @property {string} [url] where the list is loaded, with the option `fetch` of Realtime
 * @property {() => any} [load] in place of an URL: gives a Response, an array, or an object with one (as `resources`,
 * `content`, `items` or `data`) and the passes as `websockets`
 * @property {(string | import('./listing.js').Pass)[]} [rooms] where the answer does not tell
 * @property {keyof T | ((item: T) => unknown)} [key] default `id`
 * @property {string | string[]} [type] of the resources that belong here; default all of the rooms' resources
 * @property {keyof T | ((item: T) => any)} [version] grows with each change of a row; default `version`
 * @property {(a: T, b: T) => number} [sort] default: as loaded, new ones last
 * @property {(item: T) => boolean} [filter]
 * @property {number} [limit] how many are shown, the first ones by `sort`
 * @property {number} [jitter] milliseconds within which a list that lost continuity is loaded again; default 2,000
 * @property {number} [settle] milliseconds that an answered change waits for its event; default 5,000
 */

/**
 * What a collection needs of its Realtime.
 * @typedef {object} CollectionContext
 * @property {(name: string, options: RoomOptions) => import('./room.js').Room} room
 * @property {typeof globalThis.fetch} fetch
 * @property {string} origin
 * @property {() => string} user
 * @property {{ min: number, max: number }} reconnect
 * @property {(error: RealtimeError) => void} onError
 *
 * @typedef {'loading' | 'live' | 'stale' | 'failed' | 'closed'} CollectionState
 */

/**
 * A change that the page shows before the server has confirmed it.
 * @typedef {object} Change
 * @property {'create' | 'update' | 'delete'} kind
 * @property {string} local names it until its row has a key
 * @property {string | undefined} key
 * @property {any} data the draft or patch
 * @property {boolean} answered
 * @property {any} answer the entity the server answered with
 * @property {boolean} touched whether an event of this row has come since
 * @property {boolean} done whether it has no effect any more
 * @property {boolean} [loaded] whether a load contains its effect
 * @property {{ of: any, value: any }} [patched] the row that the patch was last laid over, and what came out
 *
 * @typedef {{ id?: string, action: string, origin?: string, actor?: string }} ChangeEvent
 */

export {};
