/** Homes and answers for tests, as the integration sends them. */

import type {
  ChargerDecision,
  ChargerDetails,
  Home,
  LivePower,
  Plan,
} from '../../../custom_components/solar_charging/frontend/src/data/api';
import type { Connection, Hass } from '../../../custom_components/solar_charging/frontend/src/data/hass';

/** The figures of a period in which nothing was charged. */
export const nothingCharged = {
  energy_delivered_watt_hours: 0,
  solar_energy_delivered_watt_hours: 0,
  battery_energy_delivered_watt_hours: 0,
  grid_energy_delivered_watt_hours: 0,
  cost: null,
  savings_cost: null,
  total_co2_grams: null,
  savings_co2_grams: null,
};

export const power = (more: Partial<LivePower> = {}): LivePower => ({
  integration_type: 'HARDWARE',
  generation_watts: 5000,
  home_watts: 500,
  evse_watts: 3000,
  import_watts: 0,
  export_watts: 500,
  charge_watts: 1000,
  discharge_watts: 0,
  excess_watts: 3500,
  battery_state_of_charge_percentage: 55,
  solar_to_home_watts: 500,
  solar_to_evse_watts: 3000,
  solar_to_battery_watts: 1000,
  solar_to_grid_watts: 500,
  ...more,
});

export const decision = (more: Partial<ChargerDecision> = {}): ChargerDecision => ({
  name: 'Garage',
  solar_mode_type: 'SOLAR_ONLY',
  status: 'solar_charging',
  explanation: 'Charging at 13 A.',
  facts: { current_a: 13, power_w: 3500 },
  is_charging: true,
  current_milliamps: 13_000,
  phases: 1,
  charge_watts: 3000,
  solar_watts: 3000,
  state_of_charge_percentage: 40,
  next_action_at: null,
  start_watts: 1380,
  full_speed_watts: 3680,
  car_state: 'CHARGING',
  ...more,
});

export const details = (more: Partial<ChargerDetails> = {}): ChargerDetails => ({
  vehicle: { name: 'Hatchback', recognised_by: 'ONLY_ONE', battery_watt_hours: 60_000, limit_percentage: 90 },
  request: {
    departure: null,
    ready_by_time: '07:00',
    ready_by_weekdays: ['MONDAY'],
    departure_calendar: null,
    ready_by_watt_hours: null,
    ready_by_percentage: 80,
    minimum_charge_percentage: null,
    boost_end: null,
    boost_watt_hours: null,
    energy_limit_watt_hours: null,
    charge_limit_percentage: null,
    charging_time_limit_seconds: null,
    keep_limits: false,
  },
  session: null,
  ...more,
});

export const plan = (more: Partial<Plan> = {}): Plan => ({
  ready_by: '2026-11-28T07:00:00+00:00',
  ready_at: '2026-11-28T06:00:00+00:00',
  is_in_time: true,
  needed_wh: 20_000,
  missing_wh: 0,
  solar_wh: 5000,
  grid_wh: 15_000,
  cost: 3.6,
  assumptions: [],
  assumption_facts: {},
  slots: [],
  ...more,
});

export const home = (ids: string[], more: Partial<Home> = {}): Home => ({
  frontend_hash: 'abc',
  device_id: 'home',
  entity_ids: {},
  currency: 'EUR',
  history: { generation: [], house_load: [] },
  chargers: Object.fromEntries(
    ids.map((id) => [
      id,
      {
        device_id: `device-${id}`,
        entity_ids: {
          mode: `select.${id}`,
          charge_limit: 'number.limit',
          car: `select.car_of_${id}`,
          this_session: `select.session_of_${id}`,
        },
        power_entity: null,
        may_control: true,
      },
    ]),
  ),
  ...more,
});

/** What stands in the lists of pickers, by list. */
export function listed(): Record<string, string[] | undefined> {
  const page = window as unknown as Record<string, { type: string; name: string }[] | undefined>;
  const lists = ['customCards', 'customBadges', 'customCardFeatures', 'customStrategies'];
  return Object.fromEntries(
    lists.map((list) => [list, page[list]?.map(({ type, name }) => `${type}: ${name}`)]),
  );
}

export interface Made {
  hass: Hass;
  send(feed: string, message: Record<string, unknown>): void;
  fire(event: 'ready' | 'disconnected'): void;
  calls: unknown[][];
}

/** Home Assistant as far as elements see it: `answers` by command. */
export function madeHass(answers: Record<string, unknown>): Made {
  const feeds = new Map<string, (message: Record<string, unknown>) => void>();
  const listeners: [string, () => void][] = [];
  const calls: unknown[][] = [];
  const connection: Connection = {
    connected: true,
    subscribeMessage: (onMessage, message) => {
      feeds.set(String(message.type), onMessage);
      return Promise.resolve(() => Promise.resolve());
    },
    subscribeEvents: () => Promise.resolve(() => Promise.resolve()),
    addEventListener: (type, listener) => listeners.push([type, listener]),
  };
  const hass: Hass = {
    states: {},
    entities: {},
    devices: {},
    user: { is_admin: true },
    language: 'en',
    locale: { language: 'en', number_format: 'language', time_format: 'language', time_zone: 'server' },
    config: { currency: 'EUR', time_zone: 'UTC', state: 'RUNNING' },
    connection,
    localize: () => '',
    callWS: <T>(message: Record<string, unknown>): Promise<T> => {
      const answer = answers[String(message.type)];
      return answer === undefined ? Promise.reject(new Error('unknown')) : Promise.resolve(answer as T);
    },
    callService: (...call) => {
      calls.push(call);
      return Promise.resolve();
    },
  };
  return {
    hass,
    calls,
    send: (feed, message) => feeds.get(`solar_charging/${feed}/subscribe`)?.(message),
    fire: (event) => {
      for (const [type, listener] of listeners) if (type === event) listener();
    },
  };
}
