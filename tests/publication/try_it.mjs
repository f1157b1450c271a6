// Runs the page's archives as a browser would. usage: node try_it.mjs PYODIDE LIBRARY ARCHIVE CHOICES SECONDS
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [folder, library, archive, choices, seconds] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: folder, stdLibURL: library });
python.unpackArchive(readFileSync(archive).buffer, 'zip');
const page = python.runPython(
  'from pathlib import Path; from simulator.playground.browser import Page; Page(Path("texts.json").read_text())',
);
page.begin(choices);
const { user, system } = process.cpuUsage();
console.error((user + system) / 1e6);
console.log(page.advance(Number(seconds)));
