/** The part of Home Assistant's front-end object that this project uses. */

export type Values = Record<string, string | number>;

export interface EntityState {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown>;
}

export interface EntityEntry {
  entity_id: string;
  device_id?: string;
  platform?: string;
  translation_key?: string;
  entity_category?: string;
  hidden?: boolean;
}

export interface Connection {
  connected: boolean;
  subscribeMessage(
    onMessage: (message: Record<string, unknown>) => void,
    message: Record<string, unknown>,
    options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void>>;
  subscribeEvents(onEvent: () => void, type: string): Promise<() => Promise<void>>;
  addEventListener(type: 'ready' | 'disconnected', listener: () => void): void;
}

export interface Locale {
  language: string;
  number_format: string;
  time_format: string;
  time_zone: string;
}

export interface Hass {
  states: Record<string, EntityState>;
  entities: Record<string, EntityEntry>;
  devices: Record<string, { id: string; name?: string | null; name_by_user?: string | null }>;
  user?: { is_admin: boolean };
  language: string;
  locale: Locale;
  config: { currency: string; time_zone: string; state: string };
  connection: Connection;
  localize: (key: string, values?: Values) => string;
  loadBackendTranslation?(category: string, integration?: string): Promise<unknown>;
  callWS<T>(message: Record<string, unknown>): Promise<T>;
  callService(domain: string, service: string, data?: Record<string, unknown>): Promise<unknown>;
}
