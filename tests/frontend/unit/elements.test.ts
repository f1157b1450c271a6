import { afterEach, expect, it, vi } from 'vitest';
import { SolarChargingModeFeature } from '../../../custom_components/solar_charging/frontend/src/elements/feature';
import { SolarChargingReadyBy } from '../../../custom_components/solar_charging/frontend/src/elements/ready-by';
import { SolarChargingReplay } from '../../../custom_components/solar_charging/frontend/src/elements/replay';
import { SolarChargingSessions } from '../../../custom_components/solar_charging/frontend/src/elements/sessions';
import { storeOf } from '../../../custom_components/solar_charging/frontend/src/data/store';
import { Format } from '../../../custom_components/solar_charging/frontend/src/logic/format';
import { loadLaterTexts, textsFor } from '../../../custom_components/solar_charging/frontend/src/texts';
import { decision, details, home, madeHass, nothingCharged } from './made';

customElements.define('solar-charging-replay', SolarChargingReplay);
customElements.define('solar-charging-sessions', SolarChargingSessions);
customElements.define('solar-charging-ready-by', SolarChargingReadyBy);
customElements.define('solar-charging-mode', SolarChargingModeFeature);

afterEach(() => {
  document.body.replaceChildren();
});

it('sessions lead from a month to its year, to an empty year and back, and ask for nothing that there is not', async () => {
  const asked: string[] = [];
  const made = madeHass({});
  const found = { first_month: '2020-01', currency: 'JPY', totals: nothingCharged };
  made.hass.callWS = <T>({ type, month, year }: Record<string, unknown>): Promise<T> => {
    if (String(type).includes('/statements/')) return Promise.reject(new Error('none'));
    if (month ?? year) asked.push(String(month ?? year));
    return Promise.resolve({ ...found, ...(month ? { month, sessions: [] } : { year, months: [] }) } as T);
  };
  await loadLaterTexts();
  const sessions = new SolarChargingSessions();
  sessions.hass = made.hass;
  document.body.append(sessions);
  const root = (): ShadowRoot => sessions.shadowRoot as ShadowRoot;
  const press = async (selector: string): Promise<void> => {
    root().querySelector<HTMLButtonElement>(selector)?.click();
    await vi.waitFor(() => {
      expect(sessions.data).toMatchObject(
        (sessions.period?.length ?? 0) > 4 ? { month: sessions.period } : { year: sessions.period },
      );
    });
    await sessions.updateComplete;
  };
  await vi.waitFor(() => {
    expect(root().querySelectorAll('header button')).toHaveLength(4);
  });
  const [month, year] = ['.choice button:first-child', '.choice button:last-child'];
  await press('.step');
  await press(month);
  await press(year);
  await press('.step');
  await press(month);
  const thisYear = new Date().getUTCFullYear();
  expect(asked.every((one) => /^\d{4}(-(0[1-9]|1[012]))?$/.test(one))).toBe(true);
  expect(asked.at(-1)).toBe(`${String(Number(asked[2] ?? thisYear) - 1)}-12`);
  expect(root().textContent).toContain('No session');
  // Two quick presses go back two months.
  const earlier = root().querySelector<HTMLButtonElement>('.step');
  earlier?.click();
  earlier?.click();
  expect(sessions.period).toBe(
    sessions.data && 'month' in sessions.data ? sessions.data.month.replace('-12', '-10') : '',
  );
});

it('the dialog keeps other limits, never charges beyond the one that is chosen, and says why it cannot be saved', async () => {
  const made = madeHass({ 'solar_charging/home': home(['evse']), 'solar_charging/plans/preview': null });
  const store = storeOf(made.hass);
  store.home = home(['evse']);
  await loadLaterTexts();
  const dialog = new SolarChargingReadyBy();
  document.body.append(dialog);
  HTMLDialogElement.prototype.showModal = () => undefined;
  const request = { ...details().request, energy_limit_watt_hours: 20_000 };
  const charger = { id: 'evse', decision: decision(), details: details({ request }), plan: null };
  await dialog.open({ hass: made.hass, store, text: textsFor('en'), format: new Format(made.hass) }, charger);
  const limit = [...(dialog.shadowRoot?.querySelectorAll<HTMLInputElement>('input[type=range]') ?? [])][1];
  if (limit) limit.value = '85';
  limit?.dispatchEvent(new Event('input'));
  dialog.shadowRoot?.querySelector('form')?.dispatchEvent(new Event('submit'));
  await vi.waitFor(() => {
    expect(made.calls[1]).toEqual([
      'solar_charging',
      'set_charge_limit',
      { device_id: 'device-evse', target_pct: 85, energy_kwh: 20, keep_limits: true },
    ]);
  });
  const place = store.home.chargers.evse;
  if (place) place.may_control = false;
  dialog.requestUpdate();
  await dialog.updateComplete;
  expect(dialog.shadowRoot?.querySelector<HTMLButtonElement>('[data-action=save]')?.disabled).toBe(true);
  expect(dialog.shadowRoot?.textContent).toContain('but not control it');
});

it('the dialog teaches to add a car where there is none', async () => {
  const made = madeHass({ 'solar_charging/home': home(['evse']), 'solar_charging/plans/preview': null });
  const store = storeOf(made.hass);
  store.home = home(['evse']);
  const entity_id = 'select.car_of_evse';
  made.hass.states[entity_id] = {
    entity_id,
    state: 'automatic',
    attributes: { options: ['automatic', 'guest'] },
  };
  await loadLaterTexts();
  const dialog = new SolarChargingReadyBy();
  document.body.append(dialog);
  HTMLDialogElement.prototype.showModal = () => undefined;
  const vehicle = { ...details().vehicle, name: null, battery_watt_hours: null };
  const charger = { id: 'evse', decision: decision(), details: details({ vehicle }), plan: null };
  await dialog.open({ hass: made.hass, store, text: textsFor('en'), format: new Format(made.hass) }, charger);
  expect(dialog.shadowRoot?.textContent).toContain('Add your car');
});

it("what is the car's own is said to be, and is changed at the car", async () => {
  const made = madeHass({ 'solar_charging/home': home(['evse']), 'solar_charging/plans/preview': null });
  const store = storeOf(made.hass);
  store.home = home(['evse']);
  await loadLaterTexts();
  const dialog = new SolarChargingReadyBy();
  document.body.append(dialog);
  HTMLDialogElement.prototype.showModal = () => undefined;
  const request = {
    ...details().request,
    ready_by_time: '07:00',
    ready_by_percentage: 80,
    charge_limit_percentage: 90,
  };
  const own = ['ready_by_time', 'ready_by_percentage', 'charge_limit_percentage'];
  const vehicle = { ...details().vehicle, name: 'Zoe', own, device_id: 'device-zoe' };
  const charger = { id: 'evse', decision: decision(), details: details({ vehicle, request }), plan: null };
  const place = { hass: made.hass, store, text: textsFor('en'), format: new Format(made.hass) };
  await dialog.open(place, charger);
  const root = (): ShadowRoot => dialog.shadowRoot as ShadowRoot;
  const sliders = (): HTMLInputElement[] => [
    ...root().querySelectorAll<HTMLInputElement>('input[type=range]'),
  ];
  expect(root().querySelector('[data-own]')?.textContent).toContain('Zoe has settings of its own');
  // No energy can be a target of the car's own.
  expect(root().querySelectorAll('.pair')).toHaveLength(1);
  const limit = sliders()[1];
  if (limit) limit.value = '100';
  limit?.dispatchEvent(new Event('input'));
  root().querySelector('form')?.dispatchEvent(new Event('submit'));
  const action = (name: string, data: object): unknown[] => ['solar_charging', name, data];
  await vi.waitFor(() => {
    expect(made.calls).toEqual([
      action('set_ready_by', { device_id: 'device-zoe', time: '07:00', weekdays: ['mon'], target_pct: 80 }),
      action('set_charge_limit', { device_id: 'device-zoe', target_pct: 100 }),
    ]);
  });
  await dialog.open(place, charger);
  root().querySelector<HTMLButtonElement>('[data-action=remove]')?.click();
  await vi.waitFor(() => {
    expect(made.calls[2]).toEqual(action('clear_ready_by', { device_id: 'device-zoe' }));
  });
  // Once is the charger's, with the target that the car has.
  await dialog.open(place, charger);
  root().querySelector<HTMLButtonElement>('.pair button')?.click();
  await dialog.updateComplete;
  expect(sliders()[0]?.disabled).toBe(true);
  root().querySelector('form')?.dispatchEvent(new Event('submit'));
  await vi.waitFor(() => {
    expect(made.calls[3]?.[2]).toMatchObject({ device_id: 'device-evse', target_pct: 80 });
  });
});

it('past days are calculated with a bar, can be cancelled, and are shown with a picture of each day', async () => {
  const made = madeHass({});
  const store = storeOf(made.hass);
  store.home = home(['evse']);
  await loadLaterTexts();
  const asked: Record<string, unknown>[] = [];
  const listeners: ((message: Record<string, unknown>) => void)[] = [];
  const end = vi.fn(() => Promise.resolve());
  made.hass.connection.subscribeMessage = (listen, message) => {
    listeners.push(listen);
    asked.push(message);
    return Promise.resolve(end);
  };
  const dialog = new SolarChargingReplay();
  dialog.charger = 'evse';
  document.body.append(dialog);
  const context = {
    hass: made.hass,
    store,
    text: textsFor('en'),
    format: new Format(made.hass),
    isCompact: false,
  };
  await dialog.open(context);
  const root = dialog.shadowRoot as ShadowRoot;
  const calculate = async (): Promise<(message: Record<string, unknown>) => Promise<void>> => {
    root.querySelector('form')?.dispatchEvent(new Event('submit', { cancelable: true }));
    await dialog.updateComplete;
    const listen = listeners.at(-1);
    return async (message) => {
      listen?.(message);
      await dialog.updateComplete;
    };
  };
  const first = await calculate();
  await first({ progress: 0.4 });
  expect(root.querySelector('progress')?.value).toBeCloseTo(0.4);
  root.querySelector<HTMLButtonElement>('[data-action="cancel"]')?.click();
  await dialog.updateComplete;
  expect(end).toHaveBeenCalledTimes(1);
  // What comes late is nobody's any more.
  await first({ answer: { lacks: 'recorder' } });
  expect(root.textContent).not.toContain('power sensor');
  const again = await calculate();
  const quarters = Array.from({ length: 192 }, (_, index) => (index < 5 ? null : 1000));
  await again({
    answer: {
      text: 'In the last 2 days, the car took 41 kWh.',
      confidence: { text: 'Usually off by no more than 5 %.' },
      recorded: { energy_kwh: 41, grid_kwh: 29, grid_cost: 8.7 },
      replayed: [
        {
          mode: 'solar_only',
          switching_preference: 'balanced',
          energy_kwh: 33,
          grid_kwh: 0,
          grid_cost: 0,
          starts: 3,
        },
        {
          mode: 'solar_only',
          switching_preference: 'balanced',
          phases: [1, 3],
          energy_kwh: 35,
          grid_kwh: 0,
          starts: 3,
        },
        {
          mode: 'solar_and_grid',
          switching_preference: 'balanced',
          ready_by: '07:00',
          energy_kwh: 41,
          grid_kwh: 9,
          starts: 3,
        },
      ],
      curves: {
        start: '2026-06-01T22:00:00+00:00',
        step_s: 900,
        generation_w: quarters,
        house_load_w: quarters,
        recorded_w: quarters,
        replayed_w: quarters,
      },
    },
  });
  expect(root.textContent).toContain('41 kWh');
  expect(root.textContent).toContain('no more than 5 %');
  expect([...root.querySelectorAll('tbody th')].map((one) => one.textContent)).toEqual([
    'As it was',
    'solar_only · balanced',
    'solar_only · 1p/3p',
    'solar_and_grid · 07:00',
  ]);
  expect([...root.querySelectorAll('path')].every((one) => one.getAttribute('d')?.startsWith('M'))).toBe(
    true,
  );
  expect(asked[0]).toMatchObject({ type: 'solar_charging/replay', evse_id: 'evse', days: 7 });
  const third = await calculate();
  await third({ error: 'no answer within 120 s' });
  expect(root.querySelector('[role="alert"]')?.textContent).toContain('no answer');
});

it.each([true, false])(
  'a tile lets those choose a mode who may control the charger: %s',
  async (mayControl) => {
    const shown = home(['a']);
    const charger = { ...shown.chargers.a, may_control: mayControl };
    const made = madeHass({ 'solar_charging/home': { ...shown, chargers: { a: charger } } });
    made.hass.entities['select.a'] = {
      entity_id: 'select.a',
      platform: 'solar_charging',
      translation_key: 'mode',
    };
    made.hass.states['select.a'] = { entity_id: 'select.a', state: 'solar_only', attributes: {} };
    const feature = new SolarChargingModeFeature();
    feature.hass = made.hass;
    feature.context = { entity_id: 'select.a' };
    document.body.append(feature);
    await vi.waitFor(() => {
      const buttons = [...(feature.shadowRoot?.querySelectorAll('button') ?? [])];
      expect(buttons.map((one) => one.disabled)).toEqual(Array(4).fill(!mayControl));
      expect(buttons[0]?.title.includes('not control it')).toBe(!mayControl);
    });
    feature.shadowRoot?.querySelector('button')?.click();
    expect(made.calls).toHaveLength(mayControl ? 1 : 0);
  },
);
