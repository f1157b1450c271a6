/** Shapes of the ready-by dialog. */

import { css } from 'lit';

export const readyByStyles = css`
  dialog {
    width: min(560px, 100vw - 24px);
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
  form {
    display: flex;
    flex-direction: column;
    max-height: calc(100vh - 32px);
  }
  header,
  footer {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 12px 16px;
  }
  header h3 {
    font-size: 1.2rem;
    overflow-wrap: anywhere;
  }
  footer {
    border-top: 1px solid var(--line);
  }
  .icon {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
  }
  .body {
    display: grid;
    gap: 16px;
    padding: 4px 16px 16px;
    overflow-y: auto;
  }
  .body p {
    margin: 0 0 8px;
    line-height: 1.4;
  }
  .pair,
  .days {
    display: grid;
    grid-auto-columns: 1fr;
    grid-auto-flow: column;
    gap: 4px;
    padding: 4px;
    border-radius: var(--round);
    background: var(--secondary-background-color, #f5f5f5);
  }
  .pair button,
  .days button {
    min-height: 40px;
    border-radius: 9px;
    text-align: center;
  }
  button[aria-pressed='true'] {
    background: var(--card-background-color, #fff);
    box-shadow: 0 1px 3px rgba(0, 0, 0, 0.3);
    font-weight: 600;
  }
  .days button[aria-pressed='true'] {
    background: var(--primary-color, #009ac7);
    color: var(--text-primary-color, #fff);
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(140px, 1fr));
    gap: 12px;
  }
  label {
    display: grid;
    gap: 6px;
  }
  label > span {
    display: flex;
    justify-content: space-between;
    gap: 8px;
  }
  input[type='date'],
  input[type='time'] {
    font: inherit;
    color: inherit;
    color-scheme: light dark;
    min-height: 44px;
    padding: 0 12px;
    box-sizing: border-box;
    width: 100%;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--secondary-background-color, #f5f5f5);
  }
  input[type='range'] {
    width: 100%;
    height: 28px;
    margin: 0;
    accent-color: var(--primary-color, #009ac7);
  }
  .error {
    display: block;
    color: var(--error-color, #db4437);
  }
`;
