/** Shapes of the card's parts. */

import { css } from 'lit';

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
    grid-template-columns: minmax(0, 1fr);
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
