import { errors } from '@hartlab/sbi';
import type { ResumePolicy, SupervisorExtensions, SupervisorState } from '@hartlab/sse';
import { differences, legal, type Context } from '@hartlab/models';
import { legalContexts } from './legal-contexts.ts';
import { handlers, type Handler } from './handlers.ts';
import { ENTRY_ARG, ENTRY_PC, HandlingHart, nestingEvents, type Run } from './run.ts';
import { everyExtension } from './system.ts';

/** Contexts of a hart with these extensions. */
export interface Corpus {
  readonly extensions: SupervisorExtensions;
  readonly contexts: readonly Context[];
}

type Search = (policy: () => ResumePolicy, corpora?: readonly Corpus[]) => string | undefined;

/** A rule that every sound policy keeps. */
export interface Oracle {
  readonly id: 'O1' | 'O2' | 'O3' | 'O3b' | 'O4' | 'O5' | 'O6' | 'O7';
  readonly title: string;
  /**
   * @param policy makes a policy afresh, since a broken one may remember what it should not
   * @param corpora what to try it on; with and without each extension if absent
   * @returns the first violation in words, or undefined if there is none
   */
  readonly violation: Search;
}
export type OracleId = Oracle['id'];

/** A hart with H alone. */
export const withH = corpusOf({ H: true, Zicfilp: false, Ssdbltrp: false });

/** What one extension forbids can hide a fault, so a rule is tried with and without them. */
const everyCorpus = [corpusOf(everyExtension), withH, corpusOf({ H: false, Zicfilp: false, Ssdbltrp: false })];

function corpusOf(extensions: SupervisorExtensions): Corpus {
  return { extensions, contexts: legalContexts(extensions) };
}

const [event_id] = nestingEvents;

/** Violations are thrown from wherever they are noticed, and end the search. */
class Violation extends Error {}

const mustBeEqual = (what: string, expected: Context, got: Context): void => {
  const fields = differences(expected, got);
  if (fields.length > 0) throw new Violation(`${what}: ${fields.join(', ')} differ`);
};
const mustBe = (what: string, expected: unknown, got: unknown): void => {
  if (expected !== got) throw new Violation(`${what}: expected ${String(expected)}, got ${String(got)}`);
};

/** Tries `check` on every `stride`-th context of each corpus. */
const onContexts =
  (check: (handling: HandlingHart, before: Context, extensions: SupervisorExtensions) => void, stride = 1): Search =>
  (policy, corpora = everyCorpus) => {
    try {
      for (const { extensions, contexts } of corpora) {
        const handling = new HandlingHart(policy(), extensions);
        contexts
          .filter((_, position) => position % stride === 0)
          .forEach((before) => check(handling, before, extensions));
      }
      return undefined;
    } catch (violation) {
      return (violation as Error).message;
    }
  };

/** A nested trap of a handler overwrites htval and htinst; no policy gives them back, so that loss is expected. */
const lossOf = (handler: Handler, before: Context): Context =>
  handler().length === 0 ? before : { ...before, htval: 0n, htinst: 0n };

/** O1, O2: after completion everything is as it was. */
export const mustBeTransparent = (handler: Handler, { before, after }: Run): void =>
  mustBeEqual('after completion', lossOf(handler, before), after);

const transparency = (...list: readonly Handler[]) =>
  onContexts((handling, before) => {
    for (const handler of list) mustBeTransparent(handler, handling.interrupt(before, event_id, handler));
  });

/** Each of `nested` interrupts the handler of the one before it at each of its boundaries. */
const nest = (
  handling: HandlingHart,
  before: Context,
  [outermost, ...nested]: readonly { readonly event_id: number; readonly handler: Handler }[],
): void => {
  if (!outermost) return;
  const { handler } = outermost;
  const run = handling.interrupt(before, outermost.event_id, handler, () =>
    nest(handling, handling.hart.context, nested),
  );
  mustBeTransparent(handler, run);
};

const nesting = (...list: readonly Handler[]) =>
  onContexts(
    (handling, before) =>
      nest(
        handling,
        before,
        list.map((handler, depth) => ({ event_id: nestingEvents[depth] ?? event_id, handler })),
      ),
    7,
  );

/** The fields that INTERRUPTED_FLAGS names, by bit (sbi "Software Event Attributes"). */
const flagFields: readonly { readonly name: string; readonly put: (state: Context, value: number) => Context }[] = [
  { name: 'SPP', put: (state, SPP) => ({ ...state, SPP }) },
  { name: 'SPIE', put: (state, SPIE) => ({ ...state, SPIE }) },
  { name: 'SPV', put: (state, SPV) => ({ ...state, SPV }) },
  { name: 'SPVP', put: (state, SPVP) => ({ ...state, SPVP }) },
  { name: 'SPELP', put: (state, SPELP) => ({ ...state, SPELP }) },
  { name: 'SDT', put: (state, SDT) => ({ ...state, SDT }) },
];
const flag = (flags: number, position: number) => (flags >> position) & 1;

const flagsOf = ({ SPP, SPIE, SPV, SPVP, SPELP, SDT }: SupervisorState): number =>
  SPP + 2 * SPIE + 4 * SPV + 8 * SPVP + 16 * SPELP + 32 * SDT;

/** O4: a handler that moves sepc decides pc, privilege, V, SIE and ELP, and nothing else. */
const redirection = onContexts((handling, before, extensions) => {
  const target = 0x1234_5678n;
  for (const request of [0, 1, 2, 3, 4, 5, 6, 7, 15]) {
    const asked = { SPP: flag(request, 0), SPIE: flag(request, 1), SPELP: flag(request, 3) };
    const virtualization = flag(request, 2);
    const redirect: Handler = () => [
      (context) => ({
        ...context,
        ...asked,
        sepc: target,
        SPV: extensions.H ? virtualization : 0,
      }),
    ];
    const { after } = handling.interrupt(before, event_id, redirect);
    const expected = legal(
      {
        ...before,
        pc: target,
        privilege: asked.SPP,
        virtualization,
        SIE: asked.SPIE,
        ELP: asked.SPELP,
      },
      extensions,
    );
    mustBeEqual('after a redirection', expected, after);
  }
}, 5);

/** O4: as kvm-unit-tests' isa-dbltrp does, a handler that finds FLAGS = SPP and SDT skips one instruction. */
const skip: Handler = () => [(context) => ({ ...context, sepc: context.sepc + 4n })];
const skipping = onContexts((handling, before) => {
  if (flagsOf(before) !== 0b10_0001) return;
  const { after } = handling.interrupt(before, event_id, skip);
  mustBeEqual('after skipping an instruction', { ...before, pc: before.pc + 4n }, after);
});

/** O5: each attribute write shows in its own field, and in no other. */
const attributeWrites = onContexts((handling, before, extensions) => {
  const { hart, system } = handling;
  const flags = flagsOf(before);
  const writes: readonly { name: string; attr_id: number; value: bigint; expected: Context }[] = [
    { name: 'INTERRUPTED_SEPC', attr_id: 6, value: 0x5e9cn, expected: { ...before, sepc: 0x5e9cn } },
    ...flagFields.map(({ name, put }, position) => ({
      name: `INTERRUPTED_FLAGS.${name}`,
      attr_id: 7,
      value: BigInt(flags ^ (1 << position)),
      expected: put(before, flag(flags, position) ^ 1),
    })),
    { name: 'INTERRUPTED_A6', attr_id: 8, value: 0xa66an, expected: { ...before, a6: 0xa66an } },
    { name: 'INTERRUPTED_A7', attr_id: 9, value: 0xa77an, expected: { ...before, a7: 0xa77an } },
  ];
  for (const { name, attr_id, value, expected } of writes) {
    const write = () => mustBe(`writing ${name}`, 0n, system.setAttribute(hart, event_id, attr_id, value));
    const { after } = handling.interrupt(before, event_id, handlers.minimal, write);
    mustBeEqual(`after writing ${name}`, legal(expected, extensions), after);
  }
}, 3);

/** What a handler finds, from sbi "Software Event Injection". */
function contractedEntry(before: Context, { H, Zicfilp, Ssdbltrp }: SupervisorExtensions): Context {
  const guest = before.virtualization === 1;
  return {
    ...before,
    a6: 0n,
    a7: ENTRY_ARG,
    sepc: before.pc,
    SPP: before.privilege,
    SPIE: before.SIE,
    SIE: 0,
    ...(Zicfilp && { SPELP: before.ELP, ELP: 0 }),
    ...(H && { SPV: guest ? 1 : 0, SPVP: guest ? before.privilege : before.SPVP }),
    ...(Ssdbltrp && { SDT: 1 }),
    virtualization: 0,
    privilege: 1,
    pc: ENTRY_PC,
  };
}

/** O6: the handler's first instruction finds what the specification says and everything else untouched. */
const entryContract = onContexts((handling, before, extensions) => {
  const { entry } = handling.interrupt(before, event_id, handlers.minimal);
  mustBeEqual('at entry', contractedEntry(before, extensions), entry);
});

/** The ten attributes that a handler reads, from sbi "Software Event Attributes". */
const contractedAttributes = (before: Context): readonly bigint[] => [
  0b1011n,
  BigInt(nestingEvents.length),
  0n,
  0n,
  ENTRY_PC,
  ENTRY_ARG,
  before.sepc,
  BigInt(flagsOf(before)),
  before.a6,
  before.a7,
];

const BAD_RANGE = BigInt.asUintN(64, BigInt(errors.BAD_RANGE));

/** Numbers that look random and are the same in every run: x' = x * 6364136223846793005 + 1442695040888963407. */
const sequence = () => {
  let state = 1n;
  return () => {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    return state ^ (state >> 29n);
  };
};

/** O7: attributes show and change the outer trap state and nothing of the resume state. */
const isolation = onContexts((handling, before) => {
  const { hart, system } = handling;
  const next = sequence();
  const access = () => {
    system.attributes(hart, event_id).forEach((value, attr_id) => {
      mustBe(`attribute ${attr_id}`, contractedAttributes(before)[attr_id], value);
    });
    mustBe('reading attribute 10', BAD_RANGE, system.call(hart, 'read_attrs', BigInt(event_id), 10n, 1n, 0n, 0n));
    for (const attr_id of [0, 1, 2, 3, 4, 5, 6, 8, 9, 10]) system.setAttribute(hart, event_id, attr_id, next());
    // SDT = 1 would clear SIE, so SDT stays: what its bit does is for O5.
    system.setAttribute(hart, event_id, 7, (next() & 0x1fn) | BigInt(before.SDT << 5));
  };
  const { after } = handling.interrupt(before, event_id, handlers.minimal, access);
  const { pc, privilege, virtualization, SIE, ELP, hstatus } = before;
  mustBeEqual('the resume location', { ...after, pc, privilege, virtualization, SIE, ELP, hstatus }, after);
}, 3);

/** The oracles that judge a policy on plain objects. */
export const oracles: readonly Oracle[] = [
  { id: 'O1', title: 'transparency', violation: transparency(handlers.minimal, handlers.preserving) },
  { id: 'O2', title: 'forgetful handler', violation: transparency(handlers['linux-2025'], handlers.forgetful) },
  {
    id: 'O3',
    title: 'nesting, three deep, at each boundary of each handler',
    violation: nesting(handlers.preserving, handlers.preserving, handlers.minimal),
  },
  {
    id: 'O3b',
    title: 'nesting in a forgetful handler',
    violation: nesting(handlers.forgetful, handlers.forgetful, handlers.minimal),
  },
  { id: 'O4', title: 'redirection by sepc', violation: (...search) => redirection(...search) ?? skipping(...search) },
  { id: 'O5', title: 'attribute writes', violation: attributeWrites },
  { id: 'O6', title: 'entry contract', violation: entryContract },
  { id: 'O7', title: 'isolation of the resume state', violation: isolation },
];
