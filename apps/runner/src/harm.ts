import type { Finding, Oracle } from '@hartlab/lab';

/** What became of the interrupted program at a boundary, from the best to the worst. */
export const outcomes = ['intact', 'skipped', 'misled', 'lost', 'stuck', 'changed'] as const;
export type Outcome = (typeof outcomes)[number];

export const worse = (a: Outcome, b: Outcome): Outcome => (outcomes.indexOf(a) < outcomes.indexOf(b) ? b : a);

/** What violations have in common that do the same to a program. */
export interface Harm {
  readonly outcome: Exclude<Outcome, 'intact' | 'skipped'>;
  /** In words that need no knowledge of SSE. */
  readonly title: string;
  /** What a handler can do about it, where that is its own duty. */
  readonly remedy?: string;
  readonly covers: (oracle: Oracle, field: string) => boolean;
}

const isOneOf =
  (...fields: readonly string[]) =>
  (oracle: Oracle, field: string): boolean =>
    oracle === 'O1' && fields.includes(field);

/** The corruption that the first of the patches of April 2026 is about: the state of virtualization. */
export const worldsExchanged: Harm = {
  outcome: 'changed',
  title: 'A hypervisor and its guest change places',
  covers: (oracle, field) => oracle === 'O1' && (field === 'V' || field.startsWith('hstatus.')),
};

/** The other one: what sstatus keeps of the mode below. */
export const privilegeLost: Harm = {
  outcome: 'changed',
  title: 'A kernel loses its privilege, or its protection from interrupts',
  covers: isOneOf('privilege', 'mstatus.SIE', 'mstatus.SPIE', 'mstatus.SPP'),
};

/** Every violation belongs to the first of these that covers it. */
export const harms: readonly Harm[] = [
  worldsExchanged,
  privilegeLost,
  {
    outcome: 'lost',
    title: "What hardware noted of a guest's fault is lost",
    remedy: 'A handler that traps has to keep them itself.',
    covers: isOneOf('htval', 'htinst'),
  },
  {
    outcome: 'stuck',
    title: 'The handler never returns',
    remedy: 'A handler that traps must set stvec (where traps go) to code of its own.',
    covers: (oracle) => oracle === 'completion',
  },
  { outcome: 'misled', title: 'The handler is told wrong', covers: (oracle) => oracle === 'O6' },
  { outcome: 'changed', title: 'Something else comes back changed', covers: () => true },
];

export const harmOf = ({ oracle, field }: { readonly oracle: Oracle; readonly field: string }): Harm =>
  harms.find(({ covers }) => covers(oracle, field))!;

const faultForgotten = "what hardware noted of a guest's page fault (htval, htinst) is lost";
const toldWrong = 'the handler is told that it interrupted the guest, but it was the hypervisor';

const consequences: Readonly<Record<string, string>> = {
  'O1 V 0→1': 'the hypervisor goes on as its own guest',
  'O1 V 1→0': 'the guest goes on as the host',
  'O1 hstatus.GVA 1→0': "a guest's fault address is no longer known to be the guest's (GVA)",
  'O1 privilege S→U': 'a kernel goes on in user mode',
  'O1 mstatus.SIE 0→1': 'interrupts that were off are on',
  'O1 htval lost': faultForgotten,
  'O1 htinst lost': faultForgotten,
  'O6 hstatus.SPV 0→1': toldWrong,
  'O6 hstatus.SPVP 0→1': toldWrong,
};

/** What a finding means for the program, in words; without words of its own, the field and its change. */
export const consequence = ({ oracle, field, change }: Pick<Finding, 'oracle' | 'field' | 'change'>): string => {
  if (change === 'not delivered') return 'the event is not delivered, though nothing stands in its way';
  if (oracle === 'completion') return `the handler is ${change} and never returns`;
  const words = consequences[`${oracle} ${field} ${change}`];
  return words ?? `the ${oracle === 'O6' ? 'handler begins' : 'program goes on'} with a wrong ${field} (${change})`;
};
