// In the jar this file is replaced by jar/stomp.js; it is all that differs between jar and npm package.
export { Client } from '@stomp/stompjs';
