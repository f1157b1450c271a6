/** Builds frontend/dist/solar-charging.js. usage: node script/build_frontend.mjs [--watch] [--out FOLDER] */

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { context, transform } from 'esbuild';

const FOLDER = join(import.meta.dirname, '../custom_components/solar_charging/frontend');
const out = process.argv.includes('--out')
  ? process.argv[process.argv.indexOf('--out') + 1]
  : join(FOLDER, 'dist');
const BANNER =
  '/* Solar Charging, Apache-2.0. Contains Lit, BSD-3-Clause, (c) Google LLC. Built by script/frontend. */\n';

/** In minified code only the text of templates and styles has line breaks left: their indentation is for people. */
const write = {
  name: 'write',
  setup(build) {
    build.onEnd(async ({ outputFiles = [] }) => {
      await mkdir(out, { recursive: true });
      for (const { text } of outputFiles) {
        await writeFile(
          join(out, 'solar-charging.js'),
          BANNER + text.trim().replace(/\s*\n\s*/g, ' ') + '\n',
        );
      }
    });
  },
};

/** Styles are text to the bundler: they are minified before it sees them. */
const styles = {
  name: 'styles',
  setup(build) {
    build.onLoad({ filter: /frontend.src.*\.ts$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8');
      for (const [whole, text] of contents.matchAll(/css`([^`$]+)`/g)) {
        const { code } = await transform(text, { loader: 'css', minify: true, target: 'chrome90' });
        contents = contents.replace(whole, () => 'css`' + code.trim() + '`');
      }
      return { contents, loader: 'ts' };
    });
  },
};

const build = await context({
  entryPoints: [join(FOLDER, 'src/index.ts')],
  bundle: true,
  minify: true,
  write: false,
  format: 'esm',
  // Wall tablets run web views of years ago.
  target: 'es2021',
  legalComments: 'none',
  charset: 'utf8',
  metafile: process.argv.includes('--meta'),
  plugins: [styles, write],
});
if (process.argv.includes('--watch')) {
  await build.watch();
} else {
  const { metafile } = await build.rebuild();
  if (metafile) {
    const inputs = Object.values(metafile.outputs)[0].inputs;
    for (const [name, { bytesInOutput }] of Object.entries(inputs)) console.log(bytesInOutput, name);
  }
  await build.dispose();
}
