import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import '../../../custom_components/solar_charging/frontend/src/index';
import { SolarChargingCard } from '../../../custom_components/solar_charging/frontend/src/elements/card';
import { home, type Made, madeHass } from './made';

vi.mock('../../../custom_components/solar_charging/frontend/src/elements/sessions', () => {
  throw new Error('404');
});

let card: SolarChargingCard;
let made: Made;

beforeEach(() => {
  card = new SolarChargingCard();
  card.setConfig({ type: 'custom:solar-charging-card', show: ['sessions'] });
  made = madeHass({ 'solar_charging/home': home([]), 'repairs/list_issues': { issues: [] } });
  card.hass = made.hass;
  document.body.append(card);
});
afterEach(() => {
  card.remove();
});

const notices = (): string => card.shadowRoot?.textContent ?? '';

it('asks for a reload where a newer build has taken the place of a part', async () => {
  await vi.waitFor(() => {
    expect(notices()).toContain('Reload');
  });
});

it('does not take a lost connection for a newer build', async () => {
  await vi.waitFor(() => {
    expect(notices()).toContain('Reload');
  });
  made.fire('disconnected');
  await vi.waitFor(() => {
    expect(notices()).not.toContain('Reload');
  });
});
