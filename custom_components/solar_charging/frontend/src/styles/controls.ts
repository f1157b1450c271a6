/** Shapes of what can be pressed, and of text. */

import { css } from 'lit';

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
    box-sizing: border-box;
    min-height: 36px;
    padding: 5px 12px;
    border: 1px solid var(--line);
    border-radius: 18px;
    font-size: 0.9rem;
    line-height: 1.2;
    text-decoration: none;
  }
  .chip select {
    max-width: 14em;
    field-sizing: content;
    text-overflow: ellipsis;
    border: 0;
    background: 0;
    font: inherit;
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
    min-width: 0;
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
