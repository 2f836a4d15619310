/** SSE states as STATUS[1:0] has them. */
export const [UNUSED, REGISTERED, ENABLED, RUNNING] = [0, 1, 2, 3] as const;

/** What a hart can do that has to do with the event of its counters. */
export const actions = [
  'register',
  'unregister',
  'enable',
  'disable',
  'complete',
  'inject',
  'mask',
  'unmask',
  'one-shot',
  'repeating',
  'start',
  'stop',
  'nop',
] as const;
export type Action = (typeof actions)[number];

const OK = 0;
const INVALID_STATE = -10;
const ALREADY_STARTED = -7;
const ALREADY_STOPPED = -8;

/**
 * One hart, its counter and its local PMU overflow event, as the specifications have them: sbi "Software Event States", priv
 * "Count Overflow Control", and what OpenSBI 1.9 does to mideleg, mie and mip at each step, but that a one-shot event which has
 * completed lets no interrupt through (it is no longer ENABLED), and that one which is pending already needs none.
 */
export class OverflowModel {
  state: number = UNUSED;
  pending = false;
  masked = true;
  oneShot = false;
  mideleg = 1;
  mie = 0;
  mip = 0;
  OF = 1;
  runs = false;
  /** Instructions until the counter wraps. */
  left = Infinity;
  readonly #period: number;
  /** Where the next instruction is: so many bytes into the program or the handler. */
  at: { readonly handler: boolean; readonly offset: number } = { handler: false, offset: 0 };
  /** What the handler interrupted. */
  interrupted = this.at;

  constructor(period: number) {
    this.#period = period;
  }

  /** Does it, and answers what an SBI call would; undefined for what is no call or has no answer. */
  act(action: Action): number | undefined {
    if (action === 'nop') {
      this.#advance();
      if (this.runs && --this.left === 0) this.#overflow();
      this.#interrupt();
      return undefined;
    }
    const answer = this.#call(action);
    if (answer !== undefined) this.#advance();
    this.#deliver();
    this.#interrupt();
    return answer;
  }

  #advance(): void {
    this.at = { ...this.at, offset: this.at.offset + 4 };
  }

  #overflow(): void {
    this.left = Infinity;
    if (this.OF === 0) this.OF = this.mip = 1;
  }

  /** M-mode takes the interrupt before the next instruction. */
  #interrupt(): void {
    if (this.mip === 0 || this.mie === 0 || this.mideleg === 1) return;
    this.mie = 0;
    this.pending = true;
    this.#deliver();
  }

  #deliver(): void {
    if (this.masked || this.state !== ENABLED || !this.pending) return;
    this.state = RUNNING;
    this.pending = false;
    this.mie = 0;
    this.interrupted = this.at;
    this.at = { handler: true, offset: 0 };
  }

  #call(action: Exclude<Action, 'nop'>): number | undefined {
    switch (action) {
      case 'register':
        if (this.state !== UNUSED) return INVALID_STATE;
        this.state = REGISTERED;
        this.mideleg = 0;
        return OK;
      case 'unregister':
        if (this.state !== REGISTERED) return INVALID_STATE;
        this.state = UNUSED;
        this.pending = false;
        this.mideleg = 1;
        return OK;
      case 'enable':
        if (this.state !== REGISTERED) return INVALID_STATE;
        this.state = ENABLED;
        this.mie = this.pending ? 0 : 1;
        return OK;
      case 'disable':
        if (this.state !== ENABLED) return INVALID_STATE;
        this.state = REGISTERED;
        this.mie = this.mip = 0;
        return OK;
      case 'complete':
        if (this.state !== RUNNING) return OK;
        this.state = this.oneShot ? REGISTERED : ENABLED;
        this.mie = this.state === ENABLED && !this.pending ? 1 : 0;
        this.at = this.interrupted;
        return undefined;
      case 'inject':
        if (this.state !== ENABLED && this.state !== RUNNING) return INVALID_STATE;
        this.pending = true;
        this.mie = 0;
        return OK;
      case 'mask':
        if (this.masked) return ALREADY_STOPPED;
        this.masked = true;
        return OK;
      case 'unmask':
        if (!this.masked) return ALREADY_STARTED;
        this.masked = false;
        return OK;
      case 'one-shot':
      case 'repeating':
        if (this.state === ENABLED || this.state === RUNNING) return INVALID_STATE;
        this.oneShot = action === 'one-shot';
        return OK;
      case 'start':
        if (this.runs) return ALREADY_STARTED;
        this.runs = true;
        this.left = this.#period;
        if (this.mip === 0) this.OF = 0;
        return OK;
      case 'stop': {
        const ran = this.runs;
        this.runs = false;
        if (this.state !== UNUSED) this.mip = 0;
        return ran ? OK : ALREADY_STOPPED;
      }
    }
  }
}
