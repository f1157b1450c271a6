/** Colours that all elements share: the theme's, and of energy the Energy dashboard's own. */

import { css } from 'lit';

export const palette = css`
  :host {
    --sun: var(--energy-solar-color, #ff9800);
    --battery: var(--energy-battery-out-color, #4db6ac);
    --battery-in: var(--energy-battery-in-color, #f06292);
    --grid: var(--energy-grid-consumption-color, #488fc2);
    --export: var(--energy-grid-return-color, #8353d1);
    --home: var(--blue-grey-color, #607d8b);
    --car: var(--solar-charging-car-color, var(--light-green-color, #8bc34a));
    --text: var(--primary-text-color, #141414);
    --muted: var(--secondary-text-color, #5e5e5e);
    --line: var(--divider-color, rgba(0, 0, 0, 0.12));
    --round: var(--ha-border-radius-lg, 12px);
    display: block;
    color: var(--text);
  }
  .tone-away {
    --tone: var(--disabled-text-color, #8a8a8a);
  }
  .tone-waiting {
    --tone: var(--info-color, #039be5);
  }
  .tone-sun {
    --tone: var(--sun);
  }
  .tone-grid {
    --tone: var(--grid);
  }
  .tone-paused {
    --tone: var(--muted);
  }
  .tone-done {
    --tone: var(--success-color, #43a047);
  }
  .tone-problem {
    --tone: var(--error-color, #db4437);
  }
  .of-solar {
    --of: var(--sun);
  }
  .of-battery {
    --of: var(--battery);
  }
  .of-battery-in {
    --of: var(--battery-in);
  }
  .of-grid {
    --of: var(--grid);
  }
  .of-export {
    --of: var(--export);
  }
  .of-home {
    --of: var(--home);
  }
  .of-evse {
    --of: var(--car);
  }
`;
