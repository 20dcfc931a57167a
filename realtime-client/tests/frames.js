const ESCAPES = { '\\n': '\n', '\\r': '\r', '\\c': ':', '\\\\': '\\' };

/** The frames of one WebSocket message. https://stomp.github.io/stomp-specification-1.2.html#STOMP_Frames */
export function parseFrames(text) {
  return text
    .split('\0')
    .map((part) => part.replace(/^\n+/, ''))
    .filter((part) => part !== '')
    .map((part) => {
      const end = part.indexOf('\n\n');
      const [command, ...lines] = part.slice(0, end).split('\n');
      const headers = {};
      for (const line of lines) {
        const colon = line.indexOf(':');
        const value = line.slice(colon + 1);
        headers[line.slice(0, colon)] =
          command === 'CONNECT' ? value : value.replace(/\\[nrc\\]/g, (escape) => ESCAPES[escape]);
      }
      return { command, headers, body: part.slice(end + 2) };
    });
}

export function writeFrame(command, headers, body) {
  const lines = Object.entries(headers).map(([key, value]) => `${key}:${escape(command, value)}\n`);
  return `${command}\n${lines.join('')}\n${body}\0`;
}

function escape(command, value) {
  return command === 'CONNECTED'
    ? value
    : String(value).replace(/[\n\r:\\]/g, (c) => Object.keys(ESCAPES).find((key) => ESCAPES[key] === c));
}
