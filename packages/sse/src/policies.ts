import type { Stored } from './event.ts';
import { outerFields } from './interrupted-flags.ts';
import type { SupervisorState } from './supervisor.ts';

/** The attributes that hold the outer trap state: what the interrupted code had in its own trap CSRs. */
export type InterruptedAttributes = Readonly<
  Pick<Stored, 'INTERRUPTED_SEPC' | 'INTERRUPTED_FLAGS' | 'INTERRUPTED_A6' | 'INTERRUPTED_A7'>
>;

/**
 * How a handler is entered and how the interrupted code is resumed: a pair of pure functions.
 *
 * Two things come back at completion. The outer trap state (sepc, SPP, SPIE, SPV, SPVP, SPELP, SDT) and a6, a7 travel
 * in the attributes. The resume location (pc, privilege, V, SIE, ELP) travels in the live CSRs by the letter of the
 * specification, where a nested trap of the handler overwrites it. The policies differ in whom they trust with it.
 */
export interface ResumePolicy {
  /** One line for a list of policies. */
  readonly title: string;
  /** What injection makes of the interrupted state; a6, a7 and pc follow (sbi "Software Event Injection", 2.3 to 2.11). */
  enter(interrupted: SupervisorState): SupervisorState;
  /**
   * What completion makes of the live state (sbi "Software Event Completion").
   *
   * @param was the interrupted state, as it was before injection
   * @param attributes as the handler left them
   */
  resume(live: SupervisorState, was: SupervisorState, attributes: InterruptedAttributes): SupervisorState;
}

/** sbi "Software Event Injection", steps 2.3 to 2.11. The state is written out: that takes no time, and spreading it does. */
const enterAsSpecified = ({
  pc,
  privilege,
  virtualization,
  ELP,
  SIE,
  SPVP,
  hstatus,
  a6,
  a7,
}: SupervisorState): SupervisorState => ({
  pc,
  /* 2.11 */ privilege: 1,
  /* 2.10 */ virtualization: 0,
  ELP: 0,
  /* 2.6  */ SIE: 0,
  /* 2.5  */ SPIE: SIE,
  /* 2.4  */ SPP: privilege,
  /* 2.7  */ SPELP: ELP,
  /* 2.9  */ SDT: 1,
  /* 2.3  */ sepc: pc,
  /* 2.8  */ SPV: virtualization,
  /*      */ SPVP: virtualization ? privilege : SPVP,
  hstatus,
  a6,
  a7,
});

/** OpenSBI 1.9 ORs V into SPV, clears SPVP wherever SPV and SPP are not both 1, and does not know of ELP. */
const enterAsOpenSbi = (interrupted: SupervisorState): SupervisorState => {
  const SPV = interrupted.SPV | interrupted.virtualization;
  const SPVP = SPV & interrupted.privilege;
  return { ...enterAsSpecified(interrupted), SPV, SPVP, SPELP: 0, ELP: interrupted.ELP };
};

/** Where and how code goes on, and the rest of hstatus: what the attributes do not hold. */
type Location = Pick<SupervisorState, 'pc' | 'privilege' | 'virtualization' | 'ELP' | 'SIE' | 'hstatus'>;

/** Code that goes on there with its outer trap state, a6 and a7 (sbi "Software Event Completion"). */
const resumeAt = (
  { pc, privilege, virtualization, ELP, SIE, hstatus }: Location,
  { INTERRUPTED_SEPC, INTERRUPTED_FLAGS, INTERRUPTED_A6, INTERRUPTED_A7 }: InterruptedAttributes,
): SupervisorState => {
  const { SPP, SPIE, SPV, SPVP, SPELP, SDT } = outerFields(INTERRUPTED_FLAGS);
  return {
    pc,
    privilege,
    virtualization,
    ELP,
    SIE,
    /* 4   */ SPIE,
    /* 3   */ SPP,
    /* 7   */ SPELP,
    /* 8   */ SDT,
    /* 11  */ sepc: INTERRUPTED_SEPC,
    /* 5.2 */ SPV,
    /* 5.3 */ SPVP,
    hstatus,
    /* 10  */ a6: INTERRUPTED_A6,
    /* 9   */ a7: INTERRUPTED_A7,
  };
};

/** By the letter of sbi "Software Event Completion". The list says nothing of ELP, so it stays what the handler has: 0. */
const liveLocation = ({ sepc, SPP, SPV, ELP, SPIE, hstatus }: SupervisorState): Location => ({
  /* 1   */ pc: sepc,
  /* 2   */ privilege: SPP,
  /* 5.1 */ virtualization: SPV,
  ELP,
  /* 6   */ SIE: SPIE,
  hstatus,
});

const resumeToTheLetter: ResumePolicy['resume'] = (live, _was, attributes) => resumeAt(liveLocation(live), attributes);

/** As the specification evidently means it: the landing pad state that step 2.7 saved in SPELP comes back. */
const resumeAsSpecified: ResumePolicy['resume'] = (live, _was, attributes) =>
  resumeAt({ ...liveLocation(live), ELP: live.SPELP }, attributes);

/** Exactly where and how the code was interrupted, whatever nested traps did to the live CSRs. */
const resumeInPlace: ResumePolicy['resume'] = (_live, was, attributes) => resumeAt(was, attributes);

/** The resume policies by the names that the command line and the reports use. The first is the default. */
export const policies = {
  private: {
    title: 'private resume state; a handler that moves sepc redirects as the specification says',
    enter: enterAsSpecified,
    // Every handler that means to go back puts sepc back, so one that moved it manages the other CSRs on purpose.
    resume: (live, was, attributes) =>
      (live.sepc === was.pc ? resumeInPlace : resumeAsSpecified)(live, was, attributes),
  },
  'spec-3.0': {
    title: 'the lists of SBI v3.0, with ELP given back',
    enter: enterAsSpecified,
    resume: resumeAsSpecified,
  },
  'opensbi-1.9': {
    title: 'what OpenSBI 1.9 does, its two defects included',
    enter: enterAsOpenSbi,
    resume: resumeToTheLetter,
  },
  'patch-2026-04': {
    title: 'OpenSBI with private V, SIE, SPIE, SPP and hstatus, as proposed in April 2026',
    enter: enterAsOpenSbi,
    resume: (live, was, attributes) => {
      const { virtualization, SIE, SPIE, SPP, SPV, SPVP, hstatus } = was;
      return { ...resumeToTheLetter(live, was, attributes), virtualization, SIE, SPIE, SPP, SPV, SPVP, hstatus };
    },
  },
} as const satisfies Readonly<Record<string, ResumePolicy>>;

/** The name of one of our resume policies. */
export type PolicyName = keyof typeof policies;

/** The name is none of `policies`. */
export class UnknownPolicyError extends Error {
  override readonly name = 'UnknownPolicyError';

  constructor(name: string) {
    super(`no resume policy is named '${name}': choose one of ${Object.keys(policies).join(', ')}`);
  }
}

/** @throws UnknownPolicyError with one line that lists the names. */
export function policyNamed(name: string): ResumePolicy {
  if (!Object.hasOwn(policies, name)) throw new UnknownPolicyError(name);
  return policies[name as PolicyName];
}
