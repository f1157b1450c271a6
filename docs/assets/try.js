// The page "Try it": runs the engine in a worker, plays a simulated day and draws it.
const DAY_START_H = 5;
const DAY_HOURS = 15;
const WIDTH = 900;
const HEIGHT = 240;
const TICK_MS = 200;
const LINES = { generation_w: 'sun', house_w: 'house', car_w: 'car' };

function start(root) {
  const field = (name) => root.querySelector(`[name=${name}]`);
  const [play, kettle, again] = ['play', 'kettle', 'again'].map(field);
  const worker = new Worker(new URL('try-worker.js', import.meta.url), {
    type: 'module',
    name: document.documentElement.lang,
  });
  let seed = 1;
  let isPlaying = false;
  let isBusy = true;
  let points = [];

  const choices = () => ({
    capacity_kw: Number(field('capacity_kw').value),
    sky: field('sky').value,
    charger: field('charger').value,
    mode: field('mode').value,
    has_battery: field('has_battery').checked,
    seed,
  });
  const ask = (message) => {
    isBusy = true;
    worker.postMessage(message);
  };
  const begin = () => {
    points = [];
    ask({ begin: choices() });
  };
  const setPlaying = (is) => {
    isPlaying = is;
    play.textContent = is ? root.dataset.pause : root.dataset.play;
  };

  worker.onmessage = ({ data }) => {
    if (data.step) {
      root.querySelector('progress').value = data.step;
      return;
    }
    isBusy = false;
    if (data.error) {
      root.querySelector('.try-reason').textContent = `${root.dataset.failed}: ${data.error}`;
      root.querySelector('progress').hidden = true;
      return;
    }
    if (root.getAttribute('aria-busy') === 'true') {
      root.setAttribute('aria-busy', 'false');
      root.querySelector('progress').hidden = true;
      for (const button of [play, kettle, again]) button.disabled = false;
      setPlaying(true);
    }
    points.push(data);
    show(root, data, points);
    if (data.is_over) setPlaying(false);
  };
  setInterval(() => {
    if (!isPlaying || isBusy || document.hidden) return;
    const seconds = Number(field('speed').value) * 60 * (TICK_MS / 1000);
    ask({ advance: Math.max(5, Math.round(seconds / 5) * 5) });
  }, TICK_MS);
  play.addEventListener('click', () => {
    if (points.at(-1)?.is_over) begin();
    setPlaying(!isPlaying);
  });
  kettle.addEventListener('click', () => worker.postMessage({ boil: true }));
  again.addEventListener('click', () => {
    seed += 1;
    begin();
    setPlaying(true);
  });
  root.querySelector('.try-choices').addEventListener('change', ({ target }) => {
    if (target.name !== 'speed') begin();
  });
  root.querySelector('.try-choices').addEventListener('input', ({ target }) => {
    const output = target.closest('label').querySelector('output');
    if (output) output.textContent = target.name === 'capacity_kw' ? `${target.value} kW` : target.value;
  });
  begin();
}

function show(root, now, points) {
  root.querySelector('.try-reason').textContent = now.reason;
  for (const figure of root.querySelectorAll('[data-figure]')) {
    const value = now[figure.dataset.figure].toLocaleString(document.documentElement.lang);
    figure.textContent = `${value} ${figure.dataset.unit ?? ''}`;
  }
  const most = Math.max(3000, ...points.flatMap((point) => Object.keys(LINES).map((name) => point[name])));
  const x = ({ time }) => {
    const [hour, minute] = time.split(':').map(Number);
    return ((hour + minute / 60 - DAY_START_H) / DAY_HOURS) * WIDTH;
  };
  const y = (power) => HEIGHT - (power / most) * (HEIGHT - 10);
  root.querySelector('.try-chart').innerHTML = Object.entries(LINES)
    .map(([name, style]) => {
      const line = points.map((point) => `${x(point).toFixed(1)},${y(point[name]).toFixed(1)}`).join(' ');
      return `<polyline class="${style}" points="${line}" />`;
    })
    .join('');
}

const root = document.getElementById('try');
if (root) start(root);
