export { Collection } from './collection.js';
export { RealtimeError } from './error.js';
export { Realtime } from './realtime.js';
export { Room } from './room.js';
