/** One charger: its car, what flows into it, its modes, boost and departure. */

import { html, nothing } from 'lit';
import type { Charger } from '../data/store';
import { departureText, hasDeparture, targetText } from '../logic/departure';
import { clock } from '../logic/format';
import { boostLeft, MODES, UNTIL_UNPLUGGED_KWH } from '../logic/modes';
import type { ChargerActions, Context, Part, SelectKey } from './context';
import { carName } from './flow';
import { note } from './notices';
import { shares } from './shares';

const UNPLUGGED = new Set(['DISCONNECTED']);
const LONG_PRESS_MS = 500;
const SELECT_TEXTS = 'component.solar_charging.entity.select.';
/** To detect it, one car, and a guest's: with fewer there is nothing to choose. */
export const CHOICES = 3;

export function charger(context: Context, one: Charger, actions: ChargerActions): Part {
  return html`<section class="charger" data-charger=${one.id}>
    ${title(context, one)} ${context.isCompact ? nothing : html`${soc(context, one, actions)} ${session(context, one)}`}
    ${modes(context, one, actions)} ${chips(context, one, actions)}
  </section>`;
}

export function mayControl({ store }: Context, { id }: Charger): boolean {
  return store.home?.chargers[id]?.may_control ?? false;
}

function title({ format, text }: Context, one: Charger): Part {
  const { decision } = one;
  const isPlugged = !UNPLUGGED.has(decision.car_state);
  const name = carName(one);
  const state = text(isPlugged ? 'charger.plugged' : 'charger.unplugged');
  const icon = isPlugged ? 'mdi:ev-plug-type2' : 'mdi:power-plug-off-outline';
  return html`<div class="title">
    <span class="badge ${isPlugged ? 'tone-sun' : 'tone-away'}" role="img" aria-label=${state}>
      <ha-icon icon=${decision.is_charging ? 'mdi:car-electric' : icon}></ha-icon>
    </span>
    <div class="grow">
      <h3><span class="clip">${name}</span></h3>
      <div class="muted small clip">${name === decision.name ? state : decision.name}</div>
    </div>
    <div class="power number">
      <b>${decision.charge_watts === null ? '–' : format.power(decision.charge_watts)}</b>
      <span class="muted small">${current({ format, text }, one)}</span>
    </div>
  </div>`;
}

function current({ format, text }: Pick<Context, 'format' | 'text'>, { decision }: Charger): string {
  if (decision.charge_watts === null && !decision.is_charging) return text('charger.not_told');
  if (!decision.is_charging) return '';
  const key = decision.phases === 1 ? 'charger.phases_one' : 'charger.phases_other';
  const amps = decision.current_milliamps / 1000;
  const parts = {
    power: `${format.number(amps, Number.isInteger(amps) ? 0 : 1)} A`,
    current: text(key, { count: decision.phases }),
  };
  return text('charger.power', parts);
}

/** Its code is fetched beside the card; until then its place is kept. */
function soc(context: Context, one: Charger, actions: ChargerActions): unknown {
  if (one.decision.state_of_charge_percentage === null) return nothing;
  if (!customElements.get('solar-charging-soc')) return html`<div style="height:44px"></div>`;
  return html`<solar-charging-soc .context=${context} .charger=${one} .actions=${actions}></solar-charging-soc>`;
}

function session(context: Context, { details }: Charger): Part {
  const { format, text } = context;
  const found = details?.session;
  if (!found || found.energy_delivered_watt_hours < 1) return null;
  const solar = found.solar_energy_delivered_watt_hours / found.energy_delivered_watt_hours;
  const cost = found.cost === null ? '' : ` · ${format.money(found.cost)}`;
  const most = details.request.energy_limit_watt_hours;
  const limit = most === null ? '' : ` / ${format.energy(most)}`;
  return html`<div>
    <div class="row small" style="justify-content:space-between;margin-bottom:4px">
      <span>${text('charger.session')}: <b class="number">${format.energy(found.energy_delivered_watt_hours)}</b>${limit}${cost}</span>
      <span>${text('charger.from_sun', { percent: format.percent(solar * 100) })}</span>
    </div>
    ${shares(context, found)}
  </div>`;
}

function modes(context: Context, one: Charger, actions: ChargerActions): Part {
  const { hass, text } = context;
  const isAllowed = mayControl(context, one);
  const chosen = actions.pendingMode(one.id) ?? one.decision.solar_mode_type;
  const isBoosting = boostLeft(one.details?.request, Date.now()) !== null;
  const rights = isAllowed ? nothing : text('modes.rights');
  return html`<div class="modes" role="group" aria-label=${text('modes.label', { name: one.decision.name })}>
      ${MODES.map(({ option, mode, icon, color }) => {
        const isPressed = isBoosting && !actions.pendingMode(one.id) ? mode === 'BOOST' : mode === chosen;
        const press =
          option === 'boost'
            ? longPress(() => {
                actions.toggleBoost(one.id);
              })
            : null;
        return html`<button
          class="of-${color}"
          data-mode=${option}
          aria-pressed=${String(isPressed)}
          ?disabled=${!isAllowed}
          title=${rights}
          @pointerdown=${press?.down}
          @pointerup=${press?.up}
          @pointerleave=${press?.up}
          @contextmenu=${press?.menu}
          @click=${(event: Event) => {
            if (!press?.wasLong(event)) actions.setMode(one, option);
          }}
        >
          <ha-icon icon=${icon}></ha-icon>
          <span>${hass.localize(`${SELECT_TEXTS}mode.state.${option}`) || option}</span>
        </button>`;
      })}
    </div>
    ${isAllowed || !context.store.home ? nothing : note(text('modes.rights'))}`;
}

interface LongPress {
  down: (event: Event) => void;
  up: (event: Event) => void;
  menu: (event: Event) => void;
  wasLong: (event: Event) => boolean;
}

const pressed = new WeakMap<EventTarget, { timer: ReturnType<typeof setTimeout>; isLong: boolean }>();

/** A press that lasts opens the menu; the click that follows it is none. Buttons outlive renders, so what is known is theirs. */
function longPress(open: () => void): LongPress {
  return {
    down: ({ currentTarget }) => {
      if (!currentTarget) return;
      const press = {
        isLong: false,
        timer: setTimeout(() => {
          press.isLong = true;
          open();
        }, LONG_PRESS_MS),
      };
      pressed.set(currentTarget, press);
    },
    up: ({ currentTarget }) => {
      clearTimeout(currentTarget ? pressed.get(currentTarget)?.timer : undefined);
    },
    menu: (event) => {
      event.preventDefault();
    },
    wasLong: ({ currentTarget }) => {
      const was = (currentTarget && pressed.get(currentTarget)?.isLong) ?? false;
      if (currentTarget) pressed.delete(currentTarget);
      return was;
    },
  };
}

function chips(context: Context, one: Charger, actions: ChargerActions): Part {
  const isAllowed = mayControl(context, one);
  return html`<div class="actions">
      ${readyBy(context, one, actions)} ${boostChip(context, one, actions, isAllowed)}
      ${selectChip(context, one, actions, 'car')} ${selectChip(context, one, actions, 'this_session')}
    </div>
    ${actions.openBoost === one.id && isAllowed ? boostMenu(context, one, actions) : nothing}`;
}

function readyBy({ format, text }: Context, one: Charger, actions: ChargerActions): Part {
  const request = one.details?.request;
  const isSet = request && hasDeparture(request);
  const target = request && (targetText(request, format) ?? '');
  const time = request && departureText(request, one.plan?.ready_by ?? null, format, Date.now());
  const solar =
    one.plan && one.plan.solar_wh > 0
      ? text('ready.sun', { energy: format.energy(one.plan.solar_wh) })
      : null;
  const words = isSet
    ? text('ready.chip', { target: target ?? '', time: time ?? '' }).trim()
    : text('ready.none');
  return html`<button class="chip" data-action="ready-by" @click=${() => {
    actions.openReadyBy(one);
  }}>
    <ha-icon icon=${isSet ? 'mdi:calendar-check' : 'mdi:calendar-clock'}></ha-icon>
    <span>${words}${isSet && solar ? html`<span class="muted">, ${solar}</span>` : nothing}</span>
  </button>`;
}

/** What holds until the car leaves: which car it is, found out or chosen here, and a mode of its own. */
function selectChip(context: Context, one: Charger, actions: ChargerActions, key: SelectKey): Part {
  const { hass, store } = context;
  const state = hass.states[store.home?.chargers[one.id]?.entity_ids[key] ?? ''];
  const options = (state?.attributes.options ?? []) as string[];
  if (!mayControl(context, one) || options.length < CHOICES) return null;
  const name = hass.localize(`${SELECT_TEXTS}${key}.name`);
  return html`<label class="chip"
    >${key === 'car' ? html`<ha-icon icon="mdi:car"></ha-icon>` : `${name}:`}<select
      aria-label=${name}
      @change=${async ({ target }: Event) => {
        const chosen = target as HTMLSelectElement;
        if (!(await actions.select(one, key, chosen.value))) chosen.value = state?.state ?? '';
      }}
    >
      ${options.map(
        (option) =>
          html`<option value=${option} .selected=${option === state?.state}>${
            hass.localize(`${SELECT_TEXTS}${key}.state.${option}`) || option
          }</option>`,
      )}
    </select></label
  >`;
}

function boostChip(
  { format, text }: Context,
  one: Charger,
  actions: ChargerActions,
  isAllowed: boolean,
): Part {
  const left = boostLeft(one.details?.request, Date.now());
  if (!left) {
    return html`<button
      class="chip"
      data-action="boost"
      aria-expanded=${String(actions.openBoost === one.id)}
      ?disabled=${!isAllowed}
      @click=${() => {
        actions.toggleBoost(actions.openBoost === one.id ? null : one.id);
      }}
    >
      <ha-icon icon="mdi:flash-outline"></ha-icon>${text('boost.open')}
    </button>`;
  }
  const words =
    left.kind === 'unplugged'
      ? text('boost.unplugged')
      : text('boost.left', {
          left: left.kind === 'time' ? clock(left.seconds) : format.energy(left.wattHours),
        });
  return html`<button
    class="chip"
    data-action="end-boost"
    aria-label="${words}. ${text('boost.stop')}"
    ?disabled=${!isAllowed}
    @click=${() => {
      // A mode that is chosen ends a boost, also if it is chosen again.
      actions.setMode(one, one.decision.solar_mode_type.toLowerCase());
    }}
  >
    <ha-icon icon="mdi:flash"></ha-icon><span class="number">${words}</span><ha-icon icon="mdi:close"></ha-icon>
  </button>`;
}

function boostMenu({ text }: Context, one: Charger, actions: ChargerActions): Part {
  const choices = [
    [text('boost.30'), { duration: { minutes: 30 } }],
    [text('boost.60'), { duration: { hours: 1 } }],
    [text('boost.energy'), { energy_kwh: 5 }],
    [text('boost.unplugged'), { energy_kwh: UNTIL_UNPLUGGED_KWH }],
  ] as const;
  return html`<div class="actions" role="group" aria-label=${text('boost.title')}>
    ${choices.map(
      ([label, data]) =>
        html`<button class="chip" data-boost @click=${() => {
          actions.boost(one, data);
        }}>${label}</button>`,
    )}
  </div>`;
}
