/** Colours and shapes that all parts share: the theme's, and of energy the Energy dashboard's own. */

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

export const controls = css`
  button,
  a.button {
    font: inherit;
    color: inherit;
    background: none;
    border: 0;
    padding: 0;
    cursor: pointer;
    text-align: inherit;
    -webkit-tap-highlight-color: transparent;
  }
  button[disabled] {
    cursor: not-allowed;
  }
  :focus-visible {
    outline: 2px solid var(--primary-color, #009ac7);
    outline-offset: 2px;
  }
  .chip {
    position: relative;
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 36px;
    padding: 0 12px;
    border: 1px solid var(--line);
    border-radius: 18px;
    font-size: 0.9rem;
    line-height: 1.2;
    text-decoration: none;
  }
  .chip ha-icon {
    --mdc-icon-size: 18px;
    color: var(--muted);
  }
  button.chip:hover:not([disabled]),
  a.chip:hover {
    background: var(--secondary-background-color, #f5f5f5);
  }
  .text-button {
    display: inline-flex;
    align-items: center;
    min-height: 36px;
    padding: 0 12px;
    border-radius: 18px;
    color: var(--text);
    font-weight: 500;
    text-decoration: underline;
    text-decoration-color: var(--primary-color, #009ac7);
    text-decoration-thickness: 2px;
    text-underline-offset: 4px;
  }
  .solid {
    text-decoration: none;
    background: var(--primary-color, #009ac7);
    color: var(--text-primary-color, #fff);
    padding: 0 20px;
  }
  h3 {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0 8px;
    margin: 0;
    font-size: 1rem;
    font-weight: 500;
    line-height: 1.4;
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: 0.85rem;
    line-height: 1.35;
  }
  /* Numbers keep their units behind them, and English its full stop, also where the page runs from right to left. */
  span,
  b,
  bdi,
  dd,
  .sentence {
    unicode-bidi: plaintext;
  }
  :host([dir='rtl']) .sentence,
  :host([dir='rtl']) .grow,
  :host([dir='rtl']) .totals dd {
    text-align: right;
  }
  :host([dir='rtl']) .power b {
    text-align: left;
  }
  .grow {
    flex: 1;
    min-width: 0;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 8px;
    flex-wrap: wrap;
  }
  .clip {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .dot {
    display: inline-block;
    flex: none;
    width: 10px;
    height: 10px;
    border-radius: 3px;
    background: var(--of);
  }
`;

export const parts = css`
  .notice {
    position: relative;
    display: flex;
    align-items: center;
    gap: 12px;
    padding: 8px 12px;
    border-radius: var(--round);
    overflow: hidden;
    line-height: 1.35;
  }
  .notice::before,
  .badge::before {
    content: '';
    position: absolute;
    inset: 0;
    background: var(--tone);
    opacity: 0.14;
    pointer-events: none;
  }
  .notice ha-icon {
    color: var(--tone);
    flex: none;
  }
  .why {
    display: grid;
    gap: 10px;
  }
  .why .head {
    display: flex;
    gap: 12px;
    align-items: flex-start;
  }
  .badge {
    position: relative;
    flex: none;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    overflow: hidden;
    color: var(--tone);
  }
  .sentence {
    margin: 0;
    align-self: center;
    font-size: 1.15rem;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .compact .sentence {
    font-size: 1rem;
  }
  .sentence strong {
    font-variant-numeric: tabular-nums;
    font-weight: 600;
  }
  .gauge {
    display: block;
    width: 100%;
    border-radius: 8px;
  }
  .gauge .track {
    position: relative;
    height: 8px;
    border-radius: 4px;
    background: var(--line);
  }
  .gauge .fill {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    border-radius: 4px;
    background: var(--sun);
    transition: width 0.6s ease;
  }
  .gauge .short {
    opacity: 0.55;
  }
  .gauge .mark {
    position: absolute;
    top: -3px;
    width: 2px;
    height: 14px;
    margin-inline-start: -1px;
    border-radius: 1px;
    background: var(--text);
  }
  .gauge .mark.full {
    opacity: 0.45;
  }
  .gauge .legend {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    margin-top: 6px;
    color: var(--muted);
  }
  .facts {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 4px 16px;
    margin: 0;
    padding: 10px 12px;
    border-radius: var(--round);
    background: var(--secondary-background-color, #f5f5f5);
    font-size: 0.9rem;
  }
  .facts dt {
    color: var(--text);
    opacity: 0.8;
  }
  .facts dd {
    margin: 0;
    text-align: end;
    overflow-wrap: anywhere;
  }
  .flow .bar {
    position: relative;
    height: 14px;
    border-radius: 7px;
    overflow: hidden;
    background: var(--line);
  }
  .flow .bar i {
    position: absolute;
    inset-block: 0;
    background: var(--of);
    transition:
      inset-inline-start 0.6s ease,
      width 0.6s ease;
  }
  .flow svg {
    display: block;
    width: 100%;
    height: 40px;
  }
  :host([dir='rtl']) .flow svg {
    transform: scaleX(-1);
  }
  .flow .of {
    fill: var(--of);
    opacity: 0.3;
  }
  .flow .ends {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    padding: 6px 0;
    list-style: none;
    margin: 0;
    font-size: 0.9rem;
  }
  .flow .ends li {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .flow .ends ha-icon {
    --mdc-icon-size: 18px;
    color: var(--of);
  }
  .flow .ends b {
    font-weight: 600;
  }
  .charger {
    display: grid;
    gap: 12px;
  }
  .charger .title {
    display: flex;
    align-items: center;
    gap: 12px;
  }
  .charger .power {
    text-align: end;
  }
  .charger .power b {
    display: block;
    font-size: 1.4rem;
    font-weight: 500;
    line-height: 1.2;
  }
  .soc {
    position: relative;
    height: 26px;
    border-radius: 8px;
    background: var(--line);
    overflow: hidden;
  }
  .soc i {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    overflow: hidden;
    transition: width 0.6s ease;
  }
  .soc i::before {
    content: '';
    position: absolute;
    inset: 0;
    background: var(--car);
    opacity: 0.26;
  }
  .soc .level {
    border-inline-end: 3px solid var(--car);
    box-sizing: border-box;
  }
  .soc .goal::before {
    opacity: 0.12;
  }
  .soc .stop {
    position: absolute;
    inset-block: 0;
    width: 2px;
    background: var(--text);
    opacity: 0.6;
  }
  .soc span {
    position: absolute;
    inset-block: 0;
    inset-inline: 10px;
    display: flex;
    justify-content: space-between;
    align-items: center;
    font-size: 0.9rem;
    font-weight: 500;
    color: var(--text);
  }
  .shares {
    display: flex;
    height: 8px;
    border-radius: 4px;
    overflow: hidden;
    background: var(--line);
  }
  .shares i {
    background: var(--of);
  }
  .modes {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 4px;
    padding: 4px;
    border-radius: var(--round);
    background: var(--secondary-background-color, #f5f5f5);
  }
  .modes button {
    position: relative;
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 2px;
    min-height: 56px;
    padding: 4px 2px;
    border-radius: calc(var(--round) - 3px);
    overflow: hidden;
    font-size: 0.8rem;
    line-height: 1.15;
    text-align: center;
    overflow-wrap: anywhere;
    touch-action: manipulation;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
  }
  .modes button > * {
    position: relative;
    pointer-events: none;
  }
  .modes ha-icon {
    --mdc-icon-size: 22px;
    color: var(--muted);
  }
  .modes button[aria-pressed='true'] {
    background: var(--card-background-color, #fff);
    box-shadow: 0 1px 3px rgba(0, 0, 0, 0.25);
    font-weight: 600;
  }
  .modes button[aria-pressed='true'] ha-icon {
    color: var(--of);
  }
  .modes button[disabled] {
    opacity: 0.75;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 16px 8px;
    text-align: center;
  }
  .empty ha-icon {
    --mdc-icon-size: 40px;
    color: var(--sun);
  }
  .empty p {
    margin: 0;
    max-width: 36em;
    line-height: 1.4;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
