// Python and the engine, beside the page, which so stays quick. The worker's name is the page's language.
import { loadPyodide } from './try/pyodide.mjs';

const ready = load();

async function load() {
  self.postMessage({ step: 1 });
  const [python, archive] = await Promise.all([
    loadPyodide({ indexURL: new URL('./try/', import.meta.url).href }),
    fetch(new URL('./try/engine.zip', import.meta.url)).then((answer) => answer.arrayBuffer()),
  ]);
  self.postMessage({ step: 2 });
  python.unpackArchive(archive, 'zip');
  return python.runPython(`
from pathlib import Path
from simulator.playground.browser import Page
Page(Path("texts.json").read_text(), ${JSON.stringify(self.name)})
`);
}

self.onmessage = async ({ data }) => {
  try {
    const page = await ready;
    if (data.boil) return page.boil();
    const shown = data.begin ? page.begin(JSON.stringify(data.begin)) : page.advance(data.advance);
    self.postMessage(JSON.parse(shown));
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
