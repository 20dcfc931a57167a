// Types only: what handlers get, given what the server says of its own. `S` is the `Types` that the server's tests write
// (RealtimeTypes), or `any` for a page that does without.

/** @typedef {import('./error.js').RealtimeError} RealtimeError */

/**
 * What a server says of itself.
 * @typedef {object} Schema
 * @property {any} resources what `created` and `updated` tell, by type
 * @property {any} deleted what `deleted` tells where it is something else, by type
 * @property {any} events the data of events, by name
 * @property {any} calls bodies and results of methods, by name
 *
 * What every event says of itself.
 * @typedef {object} Envelope
 * @property {string} id the same in every room
 * @property {string} [actor] the user who caused it
 * @property {string} [origin] the client that caused it, see `realtime.origin`
 * @property {string} at
 */

/**
 * @template {Schema} S
 * @template {string} K
 * @template {string} A
 * @typedef {A extends 'deleted' ? (K extends keyof S['deleted'] ? S['deleted'][K] : S['resources'][K])
 *   : S['resources'][K]} Told
 */

/**
 * A change of a resource; `type` tells them apart.
 * @template {Schema} S
 * @template {string} A
 * @typedef {{ [K in keyof S['resources'] & string]: Envelope & { event: A, action: A, type: K, room: string,
 *   path?: string, position?: string, resource: Told<S, K, A> } }[keyof S['resources'] & string]} Change
 */

/**
 * @template {Schema} S
 * @template {string} E
 * @typedef {E extends keyof S['events'] ? S['events'][E] : any} Data
 */

/**
 * What a handler of a room gets.
 * @template {Schema} S
 * @template {string} E
 * @typedef {E extends 'created' | 'updated' | 'deleted' ? (event: Change<S, E>) => void
 *   : E extends 'presence' ? (event: Presence) => void
 *   : E extends 'resync' ? (event: { event: 'resync', name: string, position?: string }) => void
 *   : E extends 'state' ? (state: import('./room.js').RoomState, error?: RealtimeError) => void
 *   : E extends 'error' ? (error: RealtimeError) => void
 *   : E extends '*' ? (event: any) => void
 *   : (event: Envelope & { event: E, room: string, position?: string, data: Data<S, E> }) => void} RoomHandler
 */

/**
 * What a handler of the connection gets: events for this user.
 * @template {Schema} S
 * @template {string} E
 * @typedef {E extends 'state' ? (state: import('./connector.js').State, error?: RealtimeError) => void
 *   : E extends 'error' ? (error: RealtimeError) => void
 *   : E extends '*' ? (event: any) => void
 *   : (event: Envelope & { event: E, user: string, data: Data<S, E> }) => void} UserHandler
 */

/**
 * A live collection of one type of resource.
 * @template {Schema} S
 * @template {keyof S['resources']} K
 * @typedef {import('./options.js').CollectionOptions<S['resources'][K]> & { type: K }} CollectionOf
 */

/**
 * A live collection of several, or of all that its rooms tell.
 * @template {Schema} S
 * @template T
 * @typedef {import('./options.js').CollectionOptions<T> & { type?: Name<S> | Name<S>[] }} AnyCollection
 */

/**
 * @template {Schema} S
 * @typedef {keyof S['resources'] & string} Name
 */

/**
 * @typedef {import('./members.js').Member} Member
 * @typedef {{ event: 'presence', name: string, joined: Member[], left: Member[], members: readonly Member[] | undefined }} Presence
 */

export {};
