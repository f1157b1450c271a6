/** Shapes of the sessions. */

import { css } from 'lit';

export const sessionsStyles = css`
  header {
    display: flex;
    align-items: center;
    gap: 4px;
    flex-wrap: wrap;
    margin-bottom: 8px;
  }
  .steps,
  .choice,
  .head {
    display: flex;
    align-items: center;
  }
  header .grow {
    min-width: max-content;
  }
  .steps {
    margin-inline: auto;
  }
  .head {
    justify-content: flex-end;
    gap: 8px;
    flex-wrap: wrap;
  }
  .head .dot:not(:first-child) {
    margin-inline-start: 8px;
  }
  .month {
    min-width: 7.5em;
    text-align: center;
  }
  .choice {
    gap: 2px;
    padding: 3px;
    border-radius: 18px;
    background: var(--secondary-background-color, #f5f5f5);
  }
  .choice button {
    min-height: 32px;
    padding: 0 12px;
    border-radius: 15px;
    font-size: 0.9rem;
  }
  .choice button[aria-pressed='true'] {
    background: var(--card-background-color, #fff);
    box-shadow: 0 1px 3px rgba(0, 0, 0, 0.25);
    font-weight: 500;
  }
  .step {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
  }
  .step[disabled] {
    opacity: 0.35;
  }
  .totals {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(88px, 1fr));
    gap: 12px;
    margin: 12px 0;
  }
  .totals div {
    display: grid;
    gap: 2px;
  }
  .totals b {
    font-size: 1.25rem;
    font-weight: 500;
  }
  .totals dt {
    order: 1;
  }
  .totals dd {
    margin: 0;
  }
  .days {
    position: relative;
    display: flex;
    gap: 2px;
    height: 96px;
    margin: 20px 0 24px;
    border-block: 1px solid var(--line);
  }
  .days figcaption {
    position: absolute;
    inset-inline-end: 0;
    bottom: 100%;
  }
  .days .day {
    position: relative;
    flex: 1;
    display: flex;
    flex-direction: column-reverse;
  }
  .days i {
    background: var(--of);
  }
  .days b {
    position: absolute;
    top: 100%;
    inset-inline-start: 0;
    font-size: 0.75rem;
    font-weight: 400;
  }
  .list {
    margin: 0 0 4px;
    padding: 0;
    list-style: none;
  }
  .list li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 4px 12px;
    padding: 10px 0;
    border-top: 1px solid var(--line);
  }
  .list .shares {
    grid-column: 1 / -1;
    height: 6px;
  }
  .end {
    text-align: end;
  }
  :host([dir='rtl']) .clip {
    text-align: right;
  }
  :host([dir='rtl']) .end {
    text-align: left;
  }
`;
