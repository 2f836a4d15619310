import type { Supervisor, SupervisorState } from './supervisor.ts';

/** The extensions whose fields a supervisor has. */
export interface SupervisorExtensions {
  readonly H: boolean;
  readonly Zicfilp: boolean;
  readonly Ssdbltrp: boolean;
}

/** A supervisor that is a plain record: for tests, for models, and for anyone who wants SSE without a hart. */
export class SupervisorRecord implements Supervisor {
  readonly hartid: bigint;
  readonly #has: SupervisorExtensions;
  #state: SupervisorState;

  constructor(hartid: bigint, has: SupervisorExtensions, state: SupervisorState) {
    this.hartid = hartid;
    this.#has = has;
    this.#state = legal(state, has);
  }

  read(): SupervisorState {
    return this.#state;
  }

  write(state: SupervisorState): void {
    this.#state = legal(state, this.#has);
  }
}

const legal = (state: SupervisorState, { H, Zicfilp, Ssdbltrp }: SupervisorExtensions): SupervisorState => {
  const present: SupervisorState = {
    ...state,
    ...(!H && { virtualization: 0, SPV: 0, SPVP: 0, hstatus: 0n }),
    ...(!Zicfilp && { ELP: 0, SPELP: 0 }),
    ...(!Ssdbltrp && { SDT: 0 }),
  };
  return present.SDT === 1 ? { ...present, SIE: 0 } : present;
};
