// The jar's copy of src/stomp.js: browsers know no packages, so stompjs lies beside it.
export { Client } from './stompjs/index.js';
