import type { PolicyName } from '@hartlab/sse';
import type { MutantPolicyName } from './mutant-policies.ts';
import type { ProfiledEnding } from './profiled-run.ts';
import type { Payload } from './payload.ts';

/** How the kernel that is profiled as by `perf top` must come to its end under a policy. */
export interface ExpectedEnding {
  readonly policy: PolicyName | MutantPolicyName;
  /** The scenario that ends it; absent where nothing does. */
  readonly scenario?: Scenario;
}

/** A way in which a handler that forgets sstatus ends a kernel. */
interface Scenario {
  readonly name: 'S1' | 'S2';
  readonly says: string;
  readonly cause: string;
  /** The mode from which the kernel believes that it has trapped. */
  readonly from: 'S' | 'U';
  /** Symbols: the last sample interrupted one of the instructions from the first on, before the second. */
  readonly sampled: readonly [begin: string, end: string];
  /** The trap is at the very instruction that was sampled. */
  readonly comesBackThere: boolean;
}

/** Interrupted between `csrw sstatus` and `sret`, the kernel goes on there in U-mode, which may execute nothing of it. */
const S1: Scenario = {
  name: 'S1',
  says: 'Oops - instruction page fault',
  cause: 'instruction page fault',
  from: 'U',
  sampled: ['back_to_user', 'back_in_user'],
  comesBackThere: true,
};

/** Interrupted before it has read sstatus, the kernel takes a call of its program for one of its own. */
const S2: Scenario = {
  name: 'S2',
  says: 'Oops - environment call from U-mode',
  cause: 'ecall from U',
  from: 'S',
  sampled: ['handle_exception', 'read_sstatus'],
  comesBackThere: false,
};

/** How `perf-top` must end under each policy, and with the fault that the panic of the first patches shows. */
export const expectedEndings: readonly ExpectedEnding[] = [
  { policy: 'private' },
  { policy: 'spec-3.0', scenario: S1 },
  { policy: 'opensbi-1.9', scenario: S1 },
  { policy: 'patch-2026-04', scenario: S1 },
  { policy: 'M06', scenario: S2 },
];

/** In what an ending is not as expected: one line for each, none when it is. */
export function endingDisagreements(
  { scenario }: ExpectedEnding,
  { says, passed, samples, sampled, trap }: ProfiledEnding,
  { address }: Pick<Payload, 'address'>,
): string[] {
  const wrong: string[] = [];
  const compare = (what: string, got: unknown, expected: unknown) => {
    if (got !== expected) wrong.push(`${what} is ${String(got)}, not ${String(expected)}`);
  };
  compare('what it says', says, scenario?.says ?? 'PASS perf-top');
  compare('whether it passes', passed, scenario === undefined);
  if (samples === 0) wrong.push('there was no sample');
  if (!scenario) return wrong;
  compare('the trap that ends it', trap?.cause, scenario.cause);
  compare('the mode that it comes from', trap?.from, scenario.from);
  const [begin, end] = scenario.sampled;
  if (sampled < address(begin) || sampled >= address(end)) wrong.push(`the last sample is not from ${begin} to ${end}`);
  if (scenario.comesBackThere) compare('where it goes on', trap?.pc, sampled);
  return wrong;
}
