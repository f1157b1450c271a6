/** The dashboard: listed among the community's, and made anew from what this home has whenever it is opened. */

import type { Hass } from '../data/hass';
import type { View } from '../logic/views';
import { loadAllTexts, textsFor } from '../texts';

export class SolarChargingStrategy extends HTMLElement {
  static registryDependencies = ['entities', 'devices'];

  static getCreateSuggestions(hass: Hass): Record<string, string> {
    return { title: textsFor(hass.language)('strategy.name'), icon: 'mdi:solar-power-variant' };
  }

  static async generate(_config: unknown, hass: Hass): Promise<{ views: View[] }> {
    const [{ viewsOf }] = await Promise.all([import('../logic/views'), loadAllTexts(hass.language)]);
    return { views: viewsOf(textsFor(hass.language), hass) };
  }
}
