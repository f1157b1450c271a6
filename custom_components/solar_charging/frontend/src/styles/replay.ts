/** Shapes of the replay dialog. */

import { css } from 'lit';

export const replayStyles = css`
  dialog {
    width: min(640px, 100vw - 24px);
    max-height: calc(100vh - 32px);
    box-sizing: border-box;
    padding: 0;
    border: 0;
    border-radius: var(--ha-border-radius-xl, 20px);
    background: var(--card-background-color, #fff);
    color: var(--text);
  }
  dialog::backdrop {
    background: rgba(0, 0, 0, 0.5);
  }
  header,
  footer,
  figcaption {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 16px;
  }
  h3 {
    margin: 0;
    flex: 1;
    font-size: 1.2rem;
    overflow-wrap: anywhere;
  }
  .icon {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
  }
  .icon[disabled] {
    opacity: 0.4;
  }
  .body {
    padding: 0 16px;
    overflow-x: auto;
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(7.5em, 1fr));
    gap: 12px;
  }
  label {
    display: grid;
    gap: 4px;
    font-size: 0.9rem;
  }
  input,
  select {
    box-sizing: border-box;
    width: 100%;
    min-height: 40px;
    padding: 0 8px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: 0;
    color: inherit;
    font: inherit;
  }
  progress {
    width: 100%;
    margin-top: 16px;
    accent-color: var(--sun);
  }
  figure {
    margin: 0;
  }
  figcaption {
    justify-content: center;
    padding: 0;
  }
  svg {
    width: 100%;
    border-bottom: 1px solid var(--line);
    direction: ltr;
  }
  path {
    fill: none;
    stroke: var(--of);
    stroke-width: 2;
  }
  .generation {
    --of: var(--sun);
  }
  .load {
    --of: var(--home);
  }
  .real {
    --of: var(--grid);
  }
  .would {
    --of: var(--car);
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 8px 0 16px;
    padding: 0;
    list-style: none;
    font-size: 0.85rem;
  }
  i {
    display: inline-block;
    width: 12px;
    height: 3px;
    margin-inline-end: 6px;
    vertical-align: middle;
    background: var(--of);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 4px;
    border-bottom: 1px solid var(--line);
    text-align: end;
    font-weight: 400;
  }
  tbody th {
    text-align: start;
  }
  .error {
    color: var(--error-color, #b00020);
  }
  .muted {
    color: var(--muted);
  }
  .small {
    font-size: 0.85rem;
  }
`;
