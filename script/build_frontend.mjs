/** Builds frontend/dist: solar-charging.js, and what it fetches when it is needed. usage: node script/build_frontend.mjs [--watch] [--out FOLDER] */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
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
      // Names of parts tell their content: those of the build before are of no use.
      await rm(out, { recursive: true, force: true });
      await mkdir(out, { recursive: true });
      for (const { path, text } of outputFiles) {
        const banner = text.includes('litElementVersions') ? BANNER : '';
        await writeFile(join(out, basename(path)), banner + text.trim().replace(/\s*\n\s*/g, ' ') + '\n');
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
  entryPoints: { 'solar-charging': join(FOLDER, 'src/index.ts') },
  outdir: out,
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  // Names of parts are made from their content and from where it is: a linked node_modules must not change them.
  preserveSymlinks: true,
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
    for (const [path, { bytes, inputs }] of Object.entries(metafile.outputs)) {
      console.log(bytes, basename(path));
      for (const [name, { bytesInOutput }] of Object.entries(inputs)) console.log('  ', bytesInOutput, name);
    }
  }
  await build.dispose();
}
