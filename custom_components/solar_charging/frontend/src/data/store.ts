/** Everything the elements on a page show, subscribed once for all of them and rendered at most once a second. */

import type { ChargerDecision, ChargerDetails, Home, LivePower, Plan, SiteDecision } from './api';
import { counts } from '../logic/sentence';
import { Feed } from './feed';
import type { Connection, Hass } from './hass';
import { type Issue, listIssues } from './issues';

const TICK_MS = 1000;
const FEEDS = ['live_power', 'decisions', 'chargers', 'plans'] as const;

export interface Charger {
  id: string;
  decision: ChargerDecision;
  details: ChargerDetails | null;
  plan: Plan | null;
}

export class HomeStore {
  home: Home | null = null;
  issues: Issue[] = [];
  isConnected: boolean;
  /** When each charger's decision was received, by its id: what counts down counts from there. */
  readonly receivedAt = new Map<string, number>();
  private readonly feeds: Record<(typeof FEEDS)[number], Feed>;
  private readonly listeners = new Set<() => void>();
  private seen = new Map<string, unknown>();
  private timer: ReturnType<typeof setInterval> | null = null;
  private isChanged = false;
  private endIssues: (() => Promise<void>) | null = null;

  constructor(private readonly hass: Hass) {
    const { connection } = hass;
    this.isConnected = connection.connected;
    const feed = (name: string): Feed =>
      new Feed(connection, `solar_charging/${name}/subscribe`, () => {
        this.received();
      });
    this.feeds = {
      live_power: feed('live_power'),
      decisions: feed('decisions'),
      chargers: feed('chargers'),
      plans: feed('plans'),
    };
    connection.addEventListener('ready', () => {
      this.isConnected = true;
      if (this.listeners.size) this.reopen();
      this.announce();
    });
    connection.addEventListener('disconnected', () => {
      this.isConnected = false;
      this.announce();
    });
    document.addEventListener('visibilitychange', () => {
      this.run();
    });
  }

  /** Call `listener` when there is something new to show. Returns what ends that. */
  subscribe(listener: () => void): () => void {
    if (!this.listeners.size) this.open();
    this.listeners.add(listener);
    this.run();
    return () => {
      this.listeners.delete(listener);
      if (!this.listeners.size) this.close();
      this.run();
    };
  }

  get power(): LivePower | null {
    const state = this.feeds.live_power.state as LivePower | null;
    return state && 'generation_watts' in state ? state : null;
  }

  get site(): SiteDecision | null {
    return (this.feeds.decisions.state?.site as SiteDecision | undefined) ?? null;
  }

  /** Null until the first answer; empty for a home without chargers. */
  get chargers(): Charger[] | null {
    const decisions = this.feeds.decisions.state;
    if (!decisions) return null;
    return Object.entries(decisions)
      .filter(([id]) => id !== 'site')
      .map(([id, decision]) => ({
        id,
        decision: decision as ChargerDecision,
        details: (this.feeds.chargers.state?.[id] as ChargerDetails | undefined) ?? null,
        plan: (this.feeds.plans.state?.[id] as Plan | undefined) ?? null,
      }));
  }

  /** Whether the integration answers, though it may have nothing to show: no home is set up, or it is not loaded. */
  get isRunning(): boolean {
    // Who may not see the home may see a charger.
    return Object.keys(this.feeds.decisions.state ?? {}).length > 0;
  }

  elapsedSeconds(chargerId: string): number {
    return (Date.now() - (this.receivedAt.get(chargerId) ?? Date.now())) / 1000;
  }

  announce(): void {
    this.isChanged = false;
    for (const listener of this.listeners) listener();
  }

  private open(): void {
    for (const name of FEEDS) this.feeds[name].open();
    void this.loadHome();
    void this.followIssues();
  }

  private reopen(): void {
    for (const name of FEEDS) this.feeds[name].reopen();
    void this.loadHome();
    this.endIssues = null;
    void this.followIssues();
  }

  private close(): void {
    for (const name of FEEDS) this.feeds[name].close();
    void this.endIssues?.().catch(() => undefined);
    this.endIssues = null;
  }

  private received(): void {
    const decisions = this.feeds.decisions.state ?? {};
    const ids = Object.keys(decisions);
    for (const id of ids) {
      if (this.seen.get(id) !== decisions[id]) this.receivedAt.set(id, Date.now());
    }
    const isOther = ids.length !== this.seen.size || ids.some((id) => !this.seen.has(id));
    this.seen = new Map(Object.entries(decisions));
    if (isOther) {
      void this.loadHome();
      // The first answer is shown at once.
      this.announce();
    }
    this.isChanged = true;
  }

  private async loadHome(): Promise<void> {
    try {
      this.home = await this.hass.callWS<Home | null>({ type: 'solar_charging/home' });
    } catch {
      // Not loaded yet: the first decision asks again.
      return;
    }
    this.announce();
  }

  private async followIssues(): Promise<void> {
    const load = async (): Promise<void> => {
      this.issues = await listIssues(this.hass);
      this.isChanged = true;
    };
    try {
      this.endIssues = await this.hass.connection.subscribeEvents(() => {
        void load();
      }, 'repairs_issue_registry_updated');
      await load();
    } catch {
      // Who may not see repairs sees the rest.
      this.issues = [];
    }
  }

  /** One clock for all: nothing is rendered while the page is hidden, or nobody looks. */
  private run(): void {
    const isWanted = this.listeners.size > 0 && document.visibilityState !== 'hidden';
    if (isWanted && this.timer === null) {
      this.timer = setInterval(() => {
        if (this.isChanged || this.hasCountdown()) this.announce();
      }, TICK_MS);
      if (this.isChanged) this.announce();
    } else if (!isWanted && this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
    }
  }

  private hasCountdown(): boolean {
    return (this.chargers ?? []).some(
      ({ decision, details }) => counts(decision) || details?.request.boost_end,
    );
  }
}

const stores = new WeakMap<Connection, HomeStore>();

export function storeOf(hass: Hass): HomeStore {
  let store = stores.get(hass.connection);
  if (!store) {
    store = new HomeStore(hass);
    stores.set(hass.connection, store);
  }
  return store;
}
