/** Shapes of the chart over time. */

import { css } from 'lit';

export const chartStyles = css`
  :host {
    min-height: 210px;
  }
  .plot {
    position: relative;
    direction: ltr;
    touch-action: pan-y;
    border-radius: 8px;
  }
  /* A place that becomes narrower, as a phone that is turned, must not be held open by the curve that was drawn before. */
  svg {
    display: block;
    max-width: 100%;
    overflow: visible;
  }
  .tick {
    fill: var(--muted);
    font-size: 11px;
  }
  .rule {
    stroke: var(--line);
  }
  path {
    fill: none;
  }
  .band {
    fill: var(--sun);
    opacity: 0.16;
  }
  .area.generation {
    fill: var(--sun);
    opacity: 0.35;
  }
  .area.cars {
    fill: var(--car);
    opacity: 0.55;
  }
  .curve {
    stroke-width: 1.5;
    stroke-linejoin: round;
    stroke: var(--of);
  }
  .curve.generation,
  .curve.expected {
    stroke: var(--sun);
  }
  .curve.expected {
    stroke-dasharray: 2 4;
    stroke-linecap: round;
  }
  .curve.load {
    stroke: var(--home);
  }
  .curve.cars {
    stroke: var(--car);
  }
  .curve.price {
    stroke: var(--text);
    stroke-width: 1;
    opacity: 0.7;
  }
  .purchase {
    fill: var(--grid);
    opacity: 0.75;
  }
  .reserve {
    fill: none;
    stroke: var(--grid);
    stroke-dasharray: 3 3;
  }
  .now {
    stroke: var(--text);
    stroke-width: 1.5;
  }
  line.departure {
    stroke: var(--error-color, #db4437);
    stroke-dasharray: 4 3;
  }
  circle.departure {
    fill: var(--error-color, #db4437);
  }
  .needle {
    position: absolute;
    top: 12px;
    bottom: 22px;
    width: 1px;
    background: var(--muted);
    pointer-events: none;
  }
  .reading {
    position: absolute;
    top: 8px;
    display: grid;
    gap: 2px;
    padding: 8px 10px;
    border-radius: 8px;
    background: var(--card-background-color, #fff);
    box-shadow: 0 2px 8px rgba(0, 0, 0, 0.3);
    font-size: 0.8rem;
    line-height: 1.3;
    pointer-events: none;
    white-space: nowrap;
  }
  .reading span {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .legend {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    margin-top: 6px;
  }
  .legend span {
    display: inline-flex;
    align-items: center;
    gap: 6px;
  }
  .of-band {
    background: linear-gradient(var(--sun), var(--sun)) center / 100% 2px no-repeat;
    box-shadow: inset 0 0 0 10px color-mix(in srgb, var(--sun) 25%, transparent);
  }
  .of-reserve {
    background: none;
    box-shadow: inset 0 0 0 1.5px var(--grid);
  }
  .of-price {
    --of: var(--text);
    height: 2px;
  }
  .of-departure {
    --of: var(--error-color, #db4437);
    border-radius: 50%;
  }
`;
