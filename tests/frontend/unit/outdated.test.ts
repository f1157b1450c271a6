import { expect, it, vi } from 'vitest';
import '../../../custom_components/solar_charging/frontend/src/index';
import { SolarChargingCard } from '../../../custom_components/solar_charging/frontend/src/elements/card';
import { home, madeHass } from './made';

vi.mock('../../../custom_components/solar_charging/frontend/src/elements/sessions', () => {
  throw new Error('404');
});

it('asks for a reload where a newer build has taken the place of a part', async () => {
  const card = new SolarChargingCard();
  card.setConfig({ type: 'custom:solar-charging-card', show: ['sessions'] });
  card.hass = madeHass({ 'solar_charging/home': home([]), 'repairs/list_issues': { issues: [] } }).hass;
  document.body.append(card);
  await vi.waitFor(() => {
    expect(card.shadowRoot?.querySelector('.notice')?.textContent).toContain('Reload');
  });
});
