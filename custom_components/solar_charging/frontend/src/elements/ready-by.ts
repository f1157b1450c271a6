/** "Ready by": when, with how much, and what that would mean, before it is saved. */

import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { ChargeRequest, Plan } from '../data/api';
import { type Day, loadDay } from '../data/day';
import { messageOf } from '../data/errors';
import type { Charger } from '../data/store';
import { hasDeparture } from '../logic/departure';
import { actionOf, type DepartureForm, formOf, momentOf, requestOf } from '../logic/departure-form';
import { CHOICES } from '../parts/charger';
import { type DialogPlace, outcome } from '../parts/departure-outcome';
import { limitData, NO_LIMIT, ownerOf } from '../logic/soc';
import { readyByStyles } from '../styles/ready-by';
import { controls } from '../styles/controls';
import { palette } from '../styles/palette';
import type { Text } from '../texts';
import { SolarChargingChart } from './chart';
import { defineOnce } from './define';

// A plan takes milliseconds; every keystroke is still too often.
const PREVIEW_AFTER_MS = 250;

defineOnce('solar-charging-chart', SolarChargingChart);

export class SolarChargingReadyBy extends LitElement {
  static override properties = {
    place: { attribute: false },
    charger: { attribute: false },
    form: { state: true },
    preview: { state: true },
    day: { state: true },
    error: { state: true },
  };

  declare place: DialogPlace | null;
  declare charger: Charger | null;
  declare form: DepartureForm | null;
  /** Undefined while it is reckoned; null where there is nothing to plan for. */
  declare preview: Plan | null | undefined;
  declare day: Day | null;
  declare error: string | null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asked = 0;

  constructor() {
    super();
    this.place = this.charger = this.form = this.day = this.error = null;
  }

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  /** Show the dialog for a charger. */
  async open(place: DialogPlace, charger: Charger): Promise<void> {
    this.dir = document.documentElement.dir || 'ltr';
    this.place = place;
    this.charger = charger;
    this.error = null;
    this.form = formOf(this.request, this.hasVehicle, new Date(), place.hass.config.time_zone);
    this.ask();
    const { home } = place.store;
    if (home) void loadDay(place.hass, home, place.format.timeZone).then((day) => (this.day = day));
    await this.updateComplete;
    this.dialog?.showModal();
  }

  private get request(): ChargeRequest {
    const empty = { departure: null, ready_by_time: null, ready_by_weekdays: [], departure_calendar: null };
    const none = {
      ready_by_watt_hours: null,
      ready_by_percentage: null,
      minimum_charge_percentage: null,
      boost_end: null,
    };
    const limits = {
      boost_watt_hours: null,
      energy_limit_watt_hours: null,
      charge_limit_percentage: null,
      charging_time_limit_seconds: null,
      keep_limits: false,
    };
    return this.charger?.details?.request ?? { ...empty, ...none, ...limits };
  }

  /** Whether the size of a car's battery is known, so that a state of charge can be a target. */
  private get hasVehicle(): boolean {
    return (this.charger?.details?.vehicle.battery_watt_hours ?? null) !== null;
  }

  /** The car's device, where the departure that is edited is its own; it asks for none that is once, and for no energy. */
  private get ownDeparture(): string | null {
    return this.form?.kind === 'repeat' ? this.owner('ready_by_time') : null;
  }

  private owner(field: keyof ChargeRequest): string | null {
    return ownerOf(this.charger?.details ?? null, field);
  }

  private get isWithoutCars(): boolean {
    const { place, charger } = this;
    const id = charger && place?.store.home?.chargers[charger.id]?.entity_ids.car;
    const options = place?.hass.states[id ?? '']?.attributes.options;
    return Array.isArray(options) && options.length < CHOICES;
  }

  override render(): TemplateResult | typeof nothing {
    const { place, charger, form } = this;
    if (!place || !charger || !form) return nothing;
    const { text } = place;
    const isAllowed = place.store.home?.chargers[charger.id]?.may_control ?? false;
    return html`<dialog aria-labelledby="title" @click=${this.outside} @close=${this.closed}>
      <form method="dialog" @submit=${this.save}>
        <header>
          <h3 id="title" class="grow">${text('ready.title')} · ${charger.decision.name}</h3>
          <button type="button" class="icon" aria-label=${text('action.close')} @click=${this.close}>
            <ha-icon icon="mdi:close"></ha-icon>
          </button>
        </header>
        <div class="body">
          ${this.own(text)} ${this.fields(form, text)} ${outcome(place, this.preview, this.day)}
          ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing}
          ${isAllowed ? nothing : html`<p class="muted small">${text('modes.rights')}</p>`}
        </div>
        <footer>
          ${
            hasDeparture(this.request)
              ? html`<button type="button" class="text-button" data-action="remove" ?disabled=${!isAllowed} @click=${this.clear}>
                ${text('action.remove')}
              </button>`
              : nothing
          }
          <span class="grow"></span>
          <button type="submit" class="text-button solid" data-action="save" ?disabled=${!isAllowed}>
            ${text('action.save')}
          </button>
        </footer>
      </form>
    </dialog>`;
  }

  private own(text: Text): TemplateResult | typeof nothing {
    const { name, own } = this.charger?.details?.vehicle ?? {};
    return own?.length
      ? html`<p class="muted small" data-own>${text('ready.own', { name: name ?? '' })}</p>`
      : nothing;
  }

  private fields(form: DepartureForm, text: Text): TemplateResult {
    const choose = (name: 'kind' | 'unit', value: string, label: string): TemplateResult =>
      html`<button type="button" aria-pressed=${String(form[name] === value)} @click=${() => {
        this.choose(name, value);
      }}>
        ${label}
      </button>`;
    const calendar = this.request.departure_calendar;
    return html`
      ${calendar ? html`<p class="muted small">${text('ready.calendar', { calendar })}</p>` : nothing}
      <div class="pair" role="group" aria-label=${text('ready.kind')}>
        ${choose('kind', 'once', text('ready.once'))} ${choose('kind', 'repeat', text('ready.repeat'))}
      </div>
      <div class="fields">
        ${
          form.kind === 'once'
            ? html`<label>${text('ready.date')}
              <input type="date" required .value=${form.date} @input=${this.typed('date')} /></label>`
            : nothing
        }
        <label>${text('ready.time')} <input type="time" required .value=${form.time} @input=${this.typed('time')} /></label>
      </div>
      ${form.kind === 'repeat' ? this.days(form, text) : nothing}
      ${
        this.hasVehicle && !this.ownDeparture && !this.owner('ready_by_percentage')
          ? html`<div class="pair" role="group" aria-label=${text('ready.target')}>
            ${choose('unit', 'percent', text('ready.target_percent'))} ${choose('unit', 'energy', text('ready.target_energy'))}
          </div>`
          : this.isWithoutCars
            ? html`<p class="muted small">${text('ready.add_car')}</p>`
            : nothing
      }
      ${this.target(form, text)} ${form.unit === 'percent' ? this.limit(form, text) : nothing}
    `;
  }

  private days(form: DepartureForm, text: Text): TemplateResult {
    return html`<div role="group" aria-label=${text('ready.days')}>
      <div class="days">
        ${this.place?.format.weekdays().map(
          (name, day) =>
            html`<button type="button" aria-pressed=${String(form.days.includes(day))} @click=${() => {
              this.toggleDay(day);
            }}>
              ${name}
            </button>`,
        )}
      </div>
      ${form.days.length ? nothing : html`<p class="muted small">${text('ready.everyday')}</p>`}
    </div>`;
  }

  private target(form: DepartureForm, text: Text): TemplateResult {
    const isPercent = form.unit === 'percent';
    const [least, most, step] = isPercent ? [5, 100, 5] : [1, 100, 1];
    const shown = isPercent
      ? this.place?.format.percent(form.target)
      : this.place?.format.energy(form.target * 1000);
    return html`<label class="range">
      <span>${text('ready.target')} <b class="number">${shown}</b></span>
      <input type="range" min=${least} max=${most} step=${step} .value=${String(form.target)}
        ?disabled=${!this.ownDeparture && this.owner('ready_by_percentage')} aria-valuetext=${shown ?? ''} @input=${this.typed('target')} />
    </label>`;
  }

  private limit(form: DepartureForm, text: Text): TemplateResult {
    const value = form.limit ?? 100;
    const shown = form.limit === null ? text('ready.nolimit') : (this.place?.format.percent(value) ?? '');
    return html`<label class="range">
      <span>${text('ready.limit')} <b class="number">${shown}</b></span>
      <input type="range" min="20" max="100" step="5" .value=${String(value)} aria-valuetext=${shown}
        @input=${this.typed('limit')} />
    </label>`;
  }

  private choose(name: 'kind' | 'unit', value: string): void {
    if (!this.form) return;
    const target =
      name === 'unit' && value !== this.form.unit ? { target: value === 'percent' ? 80 : 10 } : {};
    this.change({ [name]: value, ...target });
  }

  private toggleDay(day: number): void {
    const days = new Set(this.form?.days);
    if (!days.delete(day)) days.add(day);
    this.change({ days: [...days].sort((a, b) => a - b) });
  }

  private typed(name: 'date' | 'time' | 'target' | 'limit') {
    return (event: Event): void => {
      const { value } = event.target as HTMLInputElement;
      if (name === 'limit') this.change({ limit: Number(value) >= 100 ? null : Number(value) });
      else if (name === 'target') this.change({ target: Number(value) });
      else this.change({ [name]: value });
    };
  }

  private change(changes: Partial<DepartureForm>): void {
    if (!this.form) return;
    this.form = { ...this.form, ...changes };
    this.error = null;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.ask();
    }, PREVIEW_AFTER_MS);
  }

  /** Ask what the form would mean; only the answer to the last question counts. */
  private ask(): void {
    const { place, charger, form } = this;
    if (!place || !charger || !form) return;
    const number = ++this.asked;
    const { time_zone: timeZone } = place.hass.config;
    const moment = momentOf(form, timeZone);
    this.error = moment && moment.getTime() < Date.now() ? place.text('ready.passed') : null;
    this.preview = undefined;
    const request = requestOf(form, timeZone);
    const message = { type: 'solar_charging/plans/preview', evse_id: charger.id, request };
    const take = (plan: Plan | null, error: string | null): void => {
      if (number !== this.asked) return;
      this.preview = plan;
      this.error ??= error;
    };
    place.hass.callWS<Plan | null>(message).then(
      (plan) => {
        take(plan, null);
      },
      (error: unknown) => {
        take(null, messageOf(error));
      },
    );
  }

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { place, charger, form } = this;
    const device = charger && place?.store.home?.chargers[charger.id]?.device_id;
    if (!place || !form || !device) return;
    await this.act(async () => {
      const data = actionOf(form, this.ownDeparture ?? device, place.hass.config.time_zone);
      await place.hass.callService('solar_charging', 'set_ready_by', data);
      const { request } = this;
      const car = this.owner('charge_limit_percentage');
      if (form.unit !== 'percent' || form.limit === request.charge_limit_percentage) return;
      if (car) {
        await place.hass.callService('solar_charging', 'set_charge_limit', {
          device_id: car,
          target_pct: form.limit ?? NO_LIMIT,
        });
      } else {
        await place.hass.callService('solar_charging', 'set_charge_limit', {
          device_id: device,
          ...limitData(request, form.limit ?? NO_LIMIT),
          // "Never" is not only this time.
          ...(form.limit === null ? {} : { keep_limits: true }),
        });
      }
    });
  };

  private readonly clear = async (): Promise<void> => {
    const { place, charger } = this;
    const device = this.ownDeparture ?? (charger && place?.store.home?.chargers[charger.id]?.device_id);
    if (!place || !device) return;
    await this.act(() => place.hass.callService('solar_charging', 'clear_ready_by', { device_id: device }));
  };

  private async act(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
      this.close();
    } catch (error) {
      this.error = messageOf(error);
    }
  }

  private readonly close = (): void => {
    this.dialog?.close();
  };

  private readonly outside = (event: Event): void => {
    if (event.target === this.dialog) this.close();
  };

  private readonly closed = (): void => {
    clearTimeout(this.timer);
    this.asked++;
    this.charger = null;
  };

  static override styles = [palette, controls, readyByStyles];
}
