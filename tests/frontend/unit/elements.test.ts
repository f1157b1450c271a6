import { afterEach, expect, it, vi } from 'vitest';
import { SolarChargingReadyBy } from '../../../custom_components/solar_charging/frontend/src/elements/ready-by';
import { SolarChargingSessions } from '../../../custom_components/solar_charging/frontend/src/elements/sessions';
import { storeOf } from '../../../custom_components/solar_charging/frontend/src/data/store';
import { Format } from '../../../custom_components/solar_charging/frontend/src/logic/format';
import { loadLaterTexts, textsFor } from '../../../custom_components/solar_charging/frontend/src/texts';
import { decision, details, home, madeHass, nothingCharged } from './made';

customElements.define('solar-charging-sessions', SolarChargingSessions);
customElements.define('solar-charging-ready-by', SolarChargingReadyBy);

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
