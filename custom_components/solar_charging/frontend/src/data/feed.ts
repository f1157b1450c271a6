/** A subscription that outlives restarts: the first message has all of the state, later ones only what changed. */

import type { Connection } from './hass';

type State = Record<string, unknown>;

// Home Assistant answers before the integration has loaded; until then the command is unknown.
const RETRY_MS = [1000, 2000, 5000, 10_000];

export class Feed {
  /** Null until the first message, and while Home Assistant is away. */
  state: State | null = null;
  private end: (() => Promise<void>) | null = null;
  private isOpen = false;
  private round = 0;

  constructor(
    private readonly connection: Connection,
    private readonly type: string,
    private readonly changed: () => void,
  ) {}

  open(): void {
    this.isOpen = true;
    void this.subscribe(++this.round, 0);
  }

  close(): void {
    this.isOpen = false;
    this.round++;
    // The connection may be gone: then there is nothing to end.
    void this.end?.().catch(() => undefined);
    this.end = null;
  }

  /** Ask again: the connection is new, and what it was subscribed to is forgotten. */
  reopen(): void {
    this.end = null;
    if (this.isOpen) this.open();
  }

  private async subscribe(round: number, attempt: number): Promise<void> {
    let isFirst = true;
    try {
      const end = await this.connection.subscribeMessage(
        (message) => {
          if (round !== this.round) return;
          this.state = isFirst ? message : merged(this.state ?? {}, message);
          isFirst = false;
          this.changed();
        },
        { type: this.type },
        { resubscribe: false },
      );
      if (round === this.round) this.end = end;
      else void end().catch(() => undefined);
    } catch {
      if (round !== this.round) return;
      const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)];
      setTimeout(() => {
        if (round === this.round) void this.subscribe(round, attempt + 1);
      }, wait);
    }
  }
}

/** A key whose value is null is gone, unless null is one of its values. */
function merged(state: State, changes: State): State {
  const isGone = ([key, value]: [string, unknown]): boolean =>
    value === null && typeof state[key] === 'object';
  const gone = new Set(
    Object.entries(changes)
      .filter(isGone)
      .map(([key]) => key),
  );
  return Object.fromEntries(Object.entries({ ...state, ...changes }).filter(([key]) => !gone.has(key)));
}
