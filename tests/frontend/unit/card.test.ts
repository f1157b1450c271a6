import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import '../../../custom_components/solar_charging/frontend/src/index';
import { SolarChargingCard } from '../../../custom_components/solar_charging/frontend/src/elements/card';
import { decision, details, home, listed, type Made, madeHass, plan, power } from './made';

const SITE = {
  surplus_source: 'GRID_METER',
  integration_type: 'HARDWARE',
  status: 'measured_grid',
  explanation: 'Measured.',
  facts: {},
  qualities: { grid_w: 'LIVE' },
};

let card: SolarChargingCard;

async function shown(made: Made, config = {}): Promise<ShadowRoot> {
  card = new SolarChargingCard();
  card.setConfig({ type: 'custom:solar-charging-card', ...config });
  card.hass = made.hass;
  document.body.append(card);
  await settled();
  return card.shadowRoot as ShadowRoot;
}

async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1100);
  await card.updateComplete;
}

function answersFor(ids: string[]): Record<string, unknown> {
  const forecast = { periods: [], prices: [] };
  return {
    'solar_charging/home': home(ids),
    'solar_charging/forecast': forecast,
    'repairs/list_issues': { issues: [] },
  };
}

async function withChargers(count: number, more = {}): Promise<[Made, ShadowRoot]> {
  const ids = Array.from({ length: count }, (_, index) => `evse_${String(index)}`);
  const made = madeHass(answersFor(ids));
  const root = await shown(made);
  await vi.dynamicImportSettled();
  const decisions = Object.fromEntries(ids.map((id) => [id, decision(more)]));
  made.send('live_power', { ...power() });
  made.send('decisions', { site: SITE, ...decisions });
  made.send('chargers', Object.fromEntries(ids.map((id) => [id, details()])));
  made.send('plans', {});
  await settled();
  return [made, root];
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  card.remove();
  vi.useRealTimers();
});

describe('the card', () => {
  it('offers a mode until the car leaves', async () => {
    const [made, root] = await withChargers(1);
    const entity_id = 'select.session_of_evse_0';
    const options = ['as_usual', 'off', 'solar_only', 'solar_and_grid', 'boost'];
    made.hass.states[entity_id] = { entity_id, state: 'as_usual', attributes: { options } };
    card.requestUpdate();
    await settled();
    const choice = root.querySelector<HTMLSelectElement>('.chip select');
    expect(choice?.value).toBe('as_usual');
    if (choice) choice.value = 'boost';
    choice?.dispatchEvent(new Event('change'));
    expect(made.calls[0]).toEqual(['select', 'select_option', { entity_id, option: 'boost' }]);
    await settled();
  });

  it('shows why, flow and modes without anything configured', async () => {
    const [, root] = await withChargers(1);
    expect(root.querySelector('.sentence')?.textContent).toContain('Charging at 13 A.');
    expect(root.querySelectorAll('.flow .bar i')).toHaveLength(5);
    expect(root.querySelector('[data-mode=solar_only]')?.getAttribute('aria-pressed')).toBe('true');
  });

  it('says how far it is to the target, marks minimum and limit, and tells why it is this car', async () => {
    const [made, root] = await withChargers(1);
    const request = { ...details().request, minimum_charge_percentage: 20 };
    made.send('chargers', { evse_0: details({ request }) });
    await settled();
    const soc = root.querySelector('solar-charging-soc')?.shadowRoot;
    expect(soc?.textContent).toMatch(/80\s%.*24\.0\skWh/s);
    const marks = Array.from(soc?.querySelectorAll<HTMLElement>('em') ?? []);
    expect(marks.map((one) => one.style.insetInlineStart)).toEqual(['90%', '20%']);
    made.hass.localize = (key) => key;
    root.querySelector<HTMLButtonElement>('.gauge')?.click();
    await vi.dynamicImportSettled();
    await settled();
    expect(root.querySelector('.facts')?.textContent).toContain('only_one');
  });

  it('lets the limit be set by its handle, sends it once, and shows it until it is confirmed', async () => {
    const [made, root] = await withChargers(1);
    made.hass.states['number.limit'] = { entity_id: 'number.limit', state: '100', attributes: {} };
    const soc = root.querySelector('solar-charging-soc');
    const handle = soc?.shadowRoot?.querySelector<HTMLInputElement>('input');
    expect(handle?.getAttribute('aria-valuetext')).toBe('No limit');
    for (const value of ['90', '85', '0']) {
      if (handle) handle.value = value;
      handle?.dispatchEvent(new Event('input'));
      handle?.dispatchEvent(new Event('change'));
    }
    await settled();
    // A limit of nothing is none.
    expect(handle?.getAttribute('aria-valuetext')).toMatch(/^5\s%$/);
    expect(made.calls).toEqual([['number', 'set_value', { entity_id: 'number.limit', value: 5 }]]);
    await settled();
    await settled();
    expect(handle?.getAttribute('aria-valuetext')).toBe('No limit');
  });

  it('has no handle for who may only look, and tells since when a state of charge is estimated', async () => {
    const [made, root] = await withChargers(1);
    made.send('chargers', {
      evse_0: details({ vehicle: { ...details().vehicle, reported_at: '2026-11-28T14:05:00Z' } }),
    });
    const limited = home(['evse_0']);
    const place = limited.chargers.evse_0;
    if (place) place.may_control = false;
    (made.hass as { callWS: unknown }).callWS = () => Promise.resolve(limited);
    made.fire('ready');
    await settled();
    const soc = root.querySelector('solar-charging-soc')?.shadowRoot;
    expect(soc?.querySelector('input')).toBeNull();
    expect(soc?.textContent).toMatch(/Reported .*2:05.* estimated since/);
  });

  it('tells that in shadow mode nothing is sent', async () => {
    const [made, root] = await withChargers(1);
    made.hass.localize = (key, values) =>
      key.endsWith('in_shadow_mode') ? `Nothing is sent: ${String(values?.sentence)}` : '';
    made.send('chargers', { evse_0: details({ shadow_mode: true }) });
    await settled();
    expect(root.querySelector('.sentence')?.textContent).toContain('Nothing is sent: Charging at 13 A.');
  });

  it('tells the level of the home battery in the evening, why it is held, and what it gave to cars', async () => {
    const [made, root] = await withChargers(1);
    for (const [key, state, explanation] of [
      ['battery_priority', 'share_by_forecast', ''],
      ['battery_control', 'held', 'The home battery is held.'],
    ] as const) {
      const entity_id = `sensor.${key}`;
      made.hass.entities[entity_id] = { entity_id, platform: 'solar_charging', translation_key: key };
      made.hass.states[entity_id] = { entity_id, state, attributes: { explanation, evening_level: 96 } };
    }
    const entity_id = 'switch.use';
    made.hass.entities[entity_id] = {
      entity_id,
      platform: 'solar_charging',
      translation_key: 'use_home_battery',
    };
    const attributes = { down_to: 40, energy_today: 1.2, energy_per_day: 5 };
    made.hass.states[entity_id] = { entity_id, state: 'on', attributes };
    root.querySelector<HTMLButtonElement>('.gauge')?.click();
    await vi.dynamicImportSettled();
    await settled();
    expect(root.querySelector('.facts')?.textContent).toMatch(/96\s%.*The home battery is held\./s);
    expect(root.querySelector('.facts')?.textContent).toMatch(/1\.2\skWh \/ 5\.0\skWh, ≥ 40\s%/s);
  });

  it.each([
    ['without a power sensor', { charge_watts: null }],
    ['without a state of charge', { state_of_charge_percentage: null }],
    ['of an unknown reason', { status: 'of_a_newer_version' }],
    ['with broken facts', { facts: null as never }],
    ['with a name of 60 characters', { name: 'G'.repeat(60) }],
  ])('is not emptied by a charger %s', async (_, more) => {
    const [, root] = await withChargers(1, more);
    expect(root.querySelector('.flow')).not.toBeNull();
    expect(root.querySelectorAll('[data-mode]')).toHaveLength(4);
  });

  it('shows the chart and the sessions, whose code comes later', async () => {
    const ids = ['evse_0'];
    const made = madeHass(answersFor(ids));
    const root = await shown(made, { show: ['why', 'chart', 'sessions'] });
    made.send('decisions', { site: SITE, evse_0: decision() });
    await vi.dynamicImportSettled();
    for (let turn = 0; turn < 3; turn++) {
      made.send('decisions', { site: SITE, evse_0: decision({ charge_watts: turn }) });
      await settled();
    }
    const day = root.querySelector('solar-charging-day');
    expect(day?.shadowRoot?.querySelector('solar-charging-chart')).not.toBeNull();
    expect(root.querySelector('solar-charging-sessions')?.shadowRoot).not.toBeNull();
  });

  it('takes html in a name for text', async () => {
    const [made, root] = await withChargers(1);
    const vehicle = { ...details().vehicle, name: '<img src=x onerror=alert(1)>' };
    made.send('chargers', { evse_0: details({ vehicle }) });
    await settled();
    expect(root.querySelector('img')).toBeNull();
    expect(root.querySelector('h3 .clip')?.textContent).toBe('<img src=x onerror=alert(1)>');
  });

  it('shows ten chargers, each with its reason', async () => {
    const [, root] = await withChargers(10);
    expect(root.querySelectorAll('.charger')).toHaveLength(10);
    expect(root.querySelectorAll('.sentence')).toHaveLength(10);
  });

  it('teaches where there is no charger yet, and leads only who may add one', async () => {
    const [made, root] = await withChargers(0);
    expect(root.querySelector('.empty')?.textContent).toContain('Add your charger');
    expect(root.querySelector('.empty a')).not.toBeNull();
    made.send('live_power', { integration_type: 'SOFTWARE' });
    made.send('decisions', { site: { ...SITE, qualities: {} } });
    made.hass.user = { is_admin: false };
    await settled();
    expect(root.textContent).toContain('A meter would measure it.');
    expect(root.querySelector('a')).toBeNull();
  });

  it('shows what a satellite saw and when, and whose data it is', async () => {
    const [made, root] = await withChargers(1);
    const explanation = 'Satellite image of 12:20: broken clouds.';
    const site = { ...SITE, qualities: {}, status: 'satellite_broken', explanation };
    made.send('live_power', { integration_type: 'SOFTWARE' });
    made.send('decisions', { site: { ...site, attribution: 'Weather data by Open-Meteo.com' } });
    await settled();
    expect(root.textContent).toContain(explanation);
    const link = root.querySelector('a[href="https://open-meteo.com/"]');
    expect(link?.textContent).toBe('Weather data by Open-Meteo.com');
    made.send('decisions', { site });
    await settled();
    expect(root.querySelector('a[href="https://open-meteo.com/"]')).toBeNull();
  });

  it('has the facts a tap away where the surplus is not known', async () => {
    const [made, root] = await withChargers(1, { status: 'paused_no_reading', is_charging: false });
    const nothing = Object.fromEntries(Object.keys(power()).map((name) => [name, null]));
    made.send('live_power', nothing);
    await settled();
    expect(root.querySelector('.flow')?.textContent).toContain('known yet');
    root.querySelector<HTMLButtonElement>('.gauge')?.click();
    await vi.dynamicImportSettled();
    await settled();
    expect(root.querySelector('.facts')?.textContent).toContain('grid live');
  });

  it('shows a charger to who may not see the home', async () => {
    const [made, root] = await withChargers(1);
    made.send('decisions', { site: null });
    await settled();
    expect(root.querySelectorAll('[data-mode]')).toHaveLength(4);
  });

  it('is starting, not missing, where there are entities of it', async () => {
    const [made, root] = await withChargers(1);
    made.send('decisions', { site: null, evse_0: null });
    await settled();
    expect(root.textContent).toContain('not set up yet');
    const entity_id = 'select.mode';
    made.hass.entities[entity_id] = { entity_id, platform: 'solar_charging' };
    card.requestUpdate();
    await settled();
    expect(root.textContent).toContain('is starting');
  });

  it('leaves open, for who may not set up, whether there is a home that is not shown to them', async () => {
    const [made, root] = await withChargers(1);
    made.hass.user = { is_admin: false };
    made.send('decisions', { site: null, evse_0: null });
    await settled();
    expect(root.querySelector('.empty')?.textContent).toContain('or you have no access');
    expect(root.querySelector('.empty a')).toBeNull();
  });

  it('tells that a car will be late', async () => {
    const [made, root] = await withChargers(1);
    made.send('plans', { evse_0: plan({ is_in_time: false, missing_wh: 4000 }) });
    await settled();
    expect(root.querySelector('.notice')?.textContent).toContain('4.0 kWh will be missing');
  });

  it('tells that the connection is lost, and goes on when it is back', async () => {
    const [made, root] = await withChargers(1);
    made.fire('disconnected');
    await settled();
    expect(root.querySelector('.notice')?.textContent).toContain('responding');
    made.fire('ready');
    made.send('decisions', { site: SITE, evse_0: decision({ solar_mode_type: 'OFF' }) });
    await settled();
    expect(root.querySelector('.notice')).toBeNull();
    expect(root.querySelector('[data-mode=off]')?.getAttribute('aria-pressed')).toBe('true');
  });

  it('shows a tap at once, and takes it back if it is refused', async () => {
    const [made, root] = await withChargers(1);
    let refuse: (error: Error) => void = () => undefined;
    made.hass.callService = () => new Promise((_, reject) => (refuse = reject));
    const told = vi.fn();
    card.addEventListener('hass-notification', told);
    root.querySelector<HTMLButtonElement>('[data-mode=boost]')?.click();
    await card.updateComplete;
    expect(root.querySelector('[data-mode=boost]')?.getAttribute('aria-pressed')).toBe('true');
    refuse(new Error('no'));
    await settled();
    expect(root.querySelector('[data-mode=solar_only]')?.getAttribute('aria-pressed')).toBe('true');
    expect(told).toHaveBeenCalledOnce();
  });

  it('sets a mode though its entity is disabled', async () => {
    const [made, root] = await withChargers(1);
    root.querySelector<HTMLButtonElement>('[data-mode=off]')?.click();
    expect(made.calls[0]).toEqual([
      'solar_charging',
      'set_mode',
      { device_id: 'device-evse_0', mode: 'off' },
    ]);
    await settled();
  });

  it('lets the car be chosen where there are cars to choose from', async () => {
    const [made, root] = await withChargers(1);
    expect(root.querySelector('.chip select')).toBeNull();
    made.hass.states['select.car_of_evse_0'] = {
      entity_id: 'select.car_of_evse_0',
      state: 'automatic',
      attributes: { options: ['automatic', 'Blue hatchback', 'guest'] },
    };
    card.requestUpdate();
    await settled();
    const choice = root.querySelector<HTMLSelectElement>('.chip select');
    expect([...(choice?.options ?? [])].map((one) => one.value)).toEqual([
      'automatic',
      'Blue hatchback',
      'guest',
    ]);
    if (choice) choice.value = 'Blue hatchback';
    choice?.dispatchEvent(new Event('change'));
    expect(made.calls[0]).toEqual([
      'select',
      'select_option',
      { entity_id: 'select.car_of_evse_0', option: 'Blue hatchback' },
    ]);
    await settled();
    // What another page chooses after that is shown, and what is refused is not.
    for (const state of ['Blue hatchback', 'guest']) {
      Object.assign(made.hass.states['select.car_of_evse_0'], { state });
      card.requestUpdate();
      await settled();
    }
    expect(choice?.value).toBe('guest');
    made.hass.callService = () => Promise.reject(new Error('no'));
    if (choice) choice.value = 'automatic';
    choice?.dispatchEvent(new Event('change'));
    await settled();
    expect(choice?.value).toBe('guest');
  });

  it('renders at most once a second, however much comes in', async () => {
    const [made] = await withChargers(1);
    const update = vi.spyOn(card, 'requestUpdate');
    for (let watts = 0; watts < 500; watts++) made.send('live_power', { generation_watts: watts });
    await settled();
    expect(update.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it('says why buttons are off to who may only look', async () => {
    const [made, root] = await withChargers(1);
    card.remove();
    const only = home(['evse_0']);
    const chargers = Object.fromEntries(
      Object.entries(only.chargers).map(([id, one]) => [id, { ...one, may_control: false }]),
    );
    made.hass.callWS = <T>(): Promise<T> => Promise.resolve({ ...only, chargers, issues: [] } as T);
    made.fire('ready');
    document.body.append(card);
    await settled();
    const modes = [...root.querySelectorAll<HTMLButtonElement>('[data-mode]')];
    expect(modes.every(({ disabled }) => disabled)).toBe(true);
    expect(root.querySelector('.charger')?.textContent).toContain(
      'You can view this charger but not control',
    );
  });

  it('refuses a part that there is not', () => {
    card = new SolarChargingCard();
    expect(() => {
      card.setConfig({ type: 'x', show: ['everything' as never] });
    }).toThrow('there is no everything');
  });
});

describe('the bundle', () => {
  it('can be loaded twice', async () => {
    vi.resetModules();
    await expect(
      import('../../../custom_components/solar_charging/frontend/src/index'),
    ).resolves.toBeDefined();
    // Lists are read as soon as the file is loaded.
    expect(listed()).toEqual({
      customCards: ['solar-charging-card: Solar Charging'],
      customBadges: ['solar-charging-badge: Solar Charging'],
      customCardFeatures: ['solar-charging-mode: Solar charging mode'],
      customStrategies: ['solar-charging: Solar Charging'],
    });
  });
});
