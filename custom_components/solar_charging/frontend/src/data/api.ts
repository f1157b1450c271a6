/** What the integration's WebSocket commands answer. Powers in W, energies in Wh, times in ISO 8601; null: not known. */

export type Facts = Record<string, number | string>;

export interface LivePower {
  integration_type: 'HARDWARE' | 'SOFTWARE';
  generation_watts: number | null;
  home_watts: number | null;
  evse_watts: number | null;
  import_watts: number | null;
  export_watts: number | null;
  charge_watts: number | null;
  discharge_watts: number | null;
  excess_watts: number | null;
  battery_state_of_charge_percentage: number | null;
  [way: `${string}_to_${string}_watts`]: number | null | undefined;
}

export interface SiteDecision {
  surplus_source: string;
  integration_type: 'HARDWARE' | 'SOFTWARE';
  status: string;
  explanation: string | null;
  /** Whose data the estimate is made from, where their licence asks for it. Missing from older integrations. */
  attribution?: string | null;
  /** Missing in answers of an integration older than the card. */
  facts?: Facts | null;
  qualities: Record<string, string>;
}

export type Mode = 'OFF' | 'SOLAR_ONLY' | 'SOLAR_AND_GRID' | 'BOOST';

/** `start_watts`: the surplus that charging needs to begin; `full_speed_watts`: what more than that is not used. */
export interface ChargerDecision {
  name: string;
  solar_mode_type: Mode;
  status: string;
  explanation: string | null;
  /** Missing in answers of an integration older than the card. */
  facts?: Facts | null;
  is_charging: boolean;
  current_milliamps: number;
  phases: number;
  charge_watts: number | null;
  solar_watts: number;
  state_of_charge_percentage: number | null;
  next_action_at: string | null;
  start_watts: number;
  full_speed_watts: number;
  car_state: string;
}

export interface ChargeRequest {
  departure: string | null;
  ready_by_time: string | null;
  ready_by_weekdays: string[];
  departure_calendar: string | null;
  ready_by_watt_hours: number | null;
  ready_by_percentage: number | null;
  minimum_charge_percentage: number | null;
  boost_end: string | null;
  boost_watt_hours: number | null;
  energy_limit_watt_hours: number | null;
  charge_limit_percentage: number | null;
  charging_time_limit_seconds: number | null;
  keep_limits: boolean;
}

export interface Vehicle {
  name: string | null;
  recognised_by: string;
  battery_watt_hours: number | null;
  limit_percentage: number | null;
  /** When the state of charge was reported that is carried on since; null: it is as reported. Missing from older integrations. */
  reported_at?: string | null;
  /** Fields of the request that are the car's own, and its device, where they are changed. Missing from older integrations. */
  own?: string[];
  device_id?: string | null;
}

export interface CurrentSession {
  start: string;
  energy_delivered_watt_hours: number;
  solar_energy_delivered_watt_hours: number;
  battery_energy_delivered_watt_hours: number;
  grid_energy_delivered_watt_hours: number;
  cost: number | null;
}

export interface ChargerDetails {
  vehicle: Vehicle;
  request: ChargeRequest;
  session: CurrentSession | null;
  /** Decided and shown, and not carried out. Missing from older integrations. */
  shadow_mode?: boolean;
}

export interface PlanSlot {
  start: string;
  end: string;
  energy_wh: number;
  grid_wh: number;
  price: number | null;
  only_if_the_sun_fails: boolean;
}

export interface Plan {
  ready_by: string | null;
  ready_at: string | null;
  is_in_time: boolean;
  needed_wh: number;
  missing_wh: number;
  solar_wh: number;
  grid_wh: number;
  cost: number | null;
  assumptions: string[];
  assumption_facts: Facts;
  slots: PlanSlot[];
}

export interface HomeCharger {
  device_id: string | null;
  entity_ids: Record<string, string>;
  power_entity: string | null;
  may_control: boolean;
}

/** What does not change while the integration runs. */
export interface Home {
  frontend_hash: string;
  device_id: string | null;
  entity_ids: Record<string, string>;
  currency: string;
  history: { generation: string[]; house_load: string[] };
  chargers: Record<string, HomeCharger>;
}

export interface ForecastPeriod {
  start: string;
  seconds: number;
  expected_watts: number;
  low_watts: number;
  high_watts: number;
  load_watts: number;
}

export interface Forecast {
  periods: ForecastPeriod[];
  prices: { start: string; end: string; price: number }[];
}

export interface SessionRow extends Omit<CurrentSession, 'start'> {
  id: string;
  start: string;
  end: string | null;
  charger: string;
  vehicle_name: string | null;
  savings_cost: number | null;
  total_co2_grams: number | null;
  savings_co2_grams: number | null;
}

export interface SessionTotals extends Omit<CurrentSession, 'start'> {
  savings_cost: number | null;
  total_co2_grams: number | null;
  savings_co2_grams: number | null;
}

/** `amount`: decimal, as text; `html`: the page to print. */
export interface StatementRow {
  name: string | null;
  is_guest: boolean;
  is_person: boolean;
  sessions: number;
  energy_delivered_watt_hours: number;
  amount: string | null;
  html: string;
}

export interface StatementMonth {
  month: string;
  currency: string;
  statements: StatementRow[];
}

export interface SessionYear {
  year: string;
  first_month: string;
  currency: string;
  totals: SessionTotals;
  months: (SessionTotals & { month: string })[];
}

export interface SessionMonth {
  month: string;
  first_month: string;
  currency: string;
  totals: SessionTotals;
  sessions: SessionRow[];
}

/** One way of charging on past days. */
export interface ReplayRow {
  mode: string;
  switching_preference: string;
  phases?: number[];
  ready_by?: string;
  energy_kwh: number;
  grid_kwh: number;
  grid_cost?: number;
  starts: number;
}

/** Mean powers in W of each step from `start`; null: not known. */
export interface ReplayCurves {
  start: string;
  step_s: number;
  generation_w: (number | null)[];
  house_load_w: (number | null)[];
  recorded_w: (number | null)[];
  replayed_w: (number | null)[];
}

export type Replay =
  | { lacks: string }
  | {
      text: string;
      confidence: { text: string };
      recorded: { energy_kwh: number; grid_kwh: number; grid_cost?: number };
      replayed: ReplayRow[];
      curves?: ReplayCurves;
    };

export interface ReplayEvent {
  progress?: number;
  answer?: Replay;
  error?: string;
}
