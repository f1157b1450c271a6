/** Tells Home Assistant and the browser what there is. Loaded twice, it does so once. */

import { SolarChargingCard } from './elements/card';
import { defineOnce } from './elements/define';
import { SolarChargingStrategy } from './elements/strategy';
import { offerAll } from './offers';
import { own } from './own';

own.hash = new URL(import.meta.url).searchParams.get('v');

defineOnce('solar-charging-card', SolarChargingCard);
defineOnce('ll-strategy-dashboard-solar-charging', SolarChargingStrategy);

offerAll(document.documentElement.lang || navigator.language);

// Beside the card: no page waits for it before it shows the card. What an old page can no longer fetch, its card tells.
import('./beside').catch(() => undefined);
