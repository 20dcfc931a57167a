import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** @returns {Promise<number>} bytes of the client without stompjs, minified and compressed */
export async function size() {
  const { outputFiles } = await build({
    entryPoints: [new URL('../src/index.js', import.meta.url).pathname],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    external: ['@stomp/stompjs'],
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log(`${await size()} bytes, minified and compressed, without stompjs`);
}
