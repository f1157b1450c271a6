/** What stands in place of the card, or above it, while there is nothing (new) to show. */

import { html, nothing } from 'lit';
import { own } from '../own';
import type { Context, Part } from './context';

const SET_UP = '/_my_redirect/config_flow_start?domain=solar_charging';

export function status({ hass, store, text }: Context, isOutdated: boolean): Part {
  const { home } = store;
  if (isOutdated || (home && own.hash && home.frontend_hash !== own.hash)) {
    return html`<div class="notice tone-waiting" role="status">
      <ha-icon icon="mdi:refresh"></ha-icon>
      <span class="grow">${text('state.old')}</span>
      <button class="text-button" @click=${() => {
        location.reload();
      }}>${text('action.reload')}</button>
    </div>`;
  }
  if (store.isRunning) return null;
  // Where there are entities of ours there is a home: it is only being loaded.
  const isSetUp = Object.values(hass.entities).some(({ platform }) => platform === 'solar_charging');
  const isStarting = hass.config.state !== 'RUNNING' || !store.isConnected || isSetUp;
  if (isStarting || store.chargers === null) {
    return html`<p class="muted" role="status">${text(isStarting ? 'state.starting' : 'state.loading')}</p>`;
  }
  const isAdmin = hass.user?.is_admin;
  return html`<section class="empty">
    <ha-icon icon="mdi:solar-power-variant"></ha-icon>
    <p>${text(isAdmin ? 'state.missing' : 'state.hidden')}</p>
    ${isAdmin ? html`<a class="button text-button" href=${SET_UP}>${text('state.missing_action')}</a>` : nothing}
  </section>`;
}
