/** Builds frontend/dist: solar-charging.js, and what it fetches when it is needed. usage: node script/build_frontend.mjs [--watch] [--out FOLDER] */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { context, transform } from 'esbuild';

const FOLDER = join(import.meta.dirname, '../custom_components/solar_charging/frontend');
const out = process.argv.includes('--out')
  ? process.argv[process.argv.indexOf('--out') + 1]
  : join(FOLDER, 'dist');
const WITH_CARD = `import ${JSON.stringify(join(FOLDER, 'src/elements/card.ts'))};\n`;
const LATER_FILES = /src.(beside|logic.views|elements.(day|editor|facts|ready-by|replay|sessions|soc))\.ts$/;
const BANNER =
  '/* Solar Charging, Apache-2.0. Contains Lit, BSD-3-Clause, (c) Google LLC. Built by script/frontend. */\n';

/**
 * What is fetched later uses most of what the card is made of, so that what they share is fetched with the card at once: as one file
 * rather than one for each set of parts that share something.
 */
const together = {
  name: 'together',
  setup(build) {
    build.onLoad({ filter: LATER_FILES }, async ({ path }) => ({
      contents: WITH_CARD + (await sourceOf(path)),
      loader: 'ts',
    }));
  },
};

/** Texts of what is fetched after the card: dialogs, charts, lists, the dashboard's views and the editor. */
const LATER =
  /^(ready\.(?!none|chip|sun)|charger\.(soc|target|reported)|facts\.(?!show)|reading\.|quality\.[A-Z]|chart\.|replay\.|sessions\.(?!bar)|statements\.|action\.(save|remove|close|export)|settings\.|view\.|editor\.)/;

/** English comes with the card, in two parts: what the card itself says, and `en.json?later`. Other languages are fetched whole. */
const english = {
  name: 'english',
  setup(build) {
    build.onResolve({ filter: /\.json\?later$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace('?later', '')),
      suffix: '?later',
    }));
    build.onLoad({ filter: /texts.en\.json$/ }, async ({ path, suffix }) => {
      const entries = Object.entries(JSON.parse(await readFile(path, 'utf8')));
      const isWanted = ([key]) => LATER.test(key) === (suffix === '?later');
      const contents = `${WITH_CARD} export default ${JSON.stringify(Object.fromEntries(entries.filter(isWanted)))}`;
      return { contents, loader: 'js', resolveDir: FOLDER };
    });
  },
};

/** What the card says must not be among what is fetched later. */
async function checkTexts({ outputs }) {
  const all = Object.keys(JSON.parse(await readFile(join(FOLDER, 'src/texts/en.json'), 'utf8')));
  const files = new Set();
  const add = (path) => {
    if (files.has(path)) return;
    files.add(path);
    for (const one of outputs[path].imports) if (one.kind === 'import-statement') add(one.path);
  };
  add(Object.keys(outputs).find((path) => basename(path) === 'solar-charging.js'));
  for (const path of new Set([...files].flatMap((file) => Object.keys(outputs[file].inputs)))) {
    if (!path.endsWith('.ts')) continue;
    const source = await readFile(path, 'utf8');
    const early = all.filter((key) => LATER.test(key) && source.includes(`'${key}'`));
    if (early.length && !source.includes('loadAllTexts')) throw new Error(`${path} says ${early} too early`);
  }
}

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
async function sourceOf(path) {
  let contents = await readFile(path, 'utf8');
  for (const [whole, text] of contents.matchAll(/css`([^`$]+)`/g)) {
    const { code } = await transform(text, { loader: 'css', minify: true, target: 'chrome90' });
    contents = contents.replace(whole, () => 'css`' + code.trim() + '`');
  }
  return contents;
}

const styles = {
  name: 'styles',
  setup(build) {
    build.onLoad({ filter: /frontend.src.*\.ts$/ }, async ({ path }) => ({
      contents: await sourceOf(path),
      loader: 'ts',
    }));
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
  metafile: true,
  plugins: [together, styles, english, write],
});
if (process.argv.includes('--watch')) {
  await build.watch();
} else {
  const { metafile } = await build.rebuild();
  await checkTexts(metafile);
  if (process.argv.includes('--meta')) {
    for (const [path, { bytes, inputs }] of Object.entries(metafile.outputs)) {
      console.log(bytes, basename(path));
      for (const [name, { bytesInOutput }] of Object.entries(inputs)) console.log('  ', bytesInOutput, name);
    }
  }
  await build.dispose();
}
