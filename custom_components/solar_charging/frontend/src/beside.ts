/** What most pages show later than the card, or never: the badge, the tile feature, a row of the settings. */

import { SolarChargingBadge } from './elements/badge';
import { defineOnce } from './elements/define';
import { SolarChargingModeFeature } from './elements/feature';
import { SolarChargingHiddenSettings } from './elements/hidden-settings';

defineOnce('solar-charging-badge', SolarChargingBadge);
defineOnce('solar-charging-mode', SolarChargingModeFeature);
defineOnce('solar-charging-hidden-settings', SolarChargingHiddenSettings);
