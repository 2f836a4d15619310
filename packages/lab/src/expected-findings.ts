import { policies, type PolicyName } from '@hartlab/sse';
import { handlers, type GuestName, type HandlerName } from './guests.ts';
import type { Derailment, Prediction } from './prediction.ts';
import { derailments, predictions, type Setting } from './predictions.ts';

/** What one sweep must find, at every boundary where it applies, and that it must find nothing else. */
export interface ExpectedFindings {
  readonly guest: GuestName;
  readonly handler: HandlerName;
  readonly policy: PolicyName;
  /** The ID of the hart that is swept; 0 if absent. */
  readonly hart?: number;
  readonly predictions: readonly Prediction[];
  /** Where the handler never completes: the first that applies is what happens. */
  readonly derailments?: readonly Derailment[];
}

const worldSwitch: Setting = {
  modes: ['HS', 'HS with SPV=1', 'VS', 'VU'],
  hypervisor: true,
  narrowVector: 'guest_return',
};
const kernelAndProgram: Setting = { modes: ['S', 'U'] };

const settings = {
  'world-switch': worldSwitch,
  'user-return': kernelAndProgram,
  'landing-pad': { ...kernelAndProgram, softwareCheck: 'handle_exception' },
  'shadow-stack': kernelAndProgram,
  'double-trap': { ...kernelAndProgram, doubleTrap: 'double_trapped' },
  fpu: kernelAndProgram,
  nested: { modes: ['S'] },
  'nested-thrice': { modes: ['S'] },
  'two-harts': { modes: ['S'] },
} as const satisfies Partial<Record<GuestName, Setting>>;

type SweptGuest = keyof typeof settings;

const policyNames = Object.keys(policies) as PolicyName[];

const rowsOf = (guest: SweptGuest, handlerNames: readonly HandlerName[], hart?: number): ExpectedFindings[] =>
  policyNames.flatMap((policy) =>
    handlerNames.map((handler) => ({
      guest,
      handler,
      policy,
      ...(hart !== undefined && { hart }),
      predictions: predictions(settings[guest], handler, policy),
      derailments: derailments(settings[guest], handler, policy),
    })),
  );

const ofMainJob: readonly HandlerName[] = ['minimal', 'preserving', 'forgetful', 'linux-2025'];
const ofFloat: readonly HandlerName[] = ['float', 'float-forgetful'];
const everyHandler = Object.keys(handlers) as HandlerName[];
const others = everyHandler.filter((handler) => ![...ofMainJob, ...ofFloat, 'landing'].includes(handler));
const few: readonly HandlerName[] = ['minimal', 'linux-2026', 'complete-save', 'complete-save-without-sstatus'];

/** What the sweep of every guest, handler and policy of the main job must find. */
export const expectedFindings: readonly ExpectedFindings[] = [
  ...rowsOf('world-switch', ofMainJob),
  ...rowsOf('user-return', ofMainJob),
];

/** What sweeps that the main job has no time for must find. */
export const furtherFindings: readonly ExpectedFindings[] = [
  ...rowsOf('world-switch', others),
  ...rowsOf('user-return', others),
  ...rowsOf('landing-pad', [...few, 'landing']),
  ...rowsOf('shadow-stack', few),
  ...rowsOf('double-trap', [...few, 'complete-save-without-sdt']),
  ...rowsOf('nested', few),
  ...rowsOf('nested-thrice', few),
  ...rowsOf('two-harts', few),
  ...rowsOf('two-harts', ['complete-save-without-sstatus'], 1),
  ...rowsOf('fpu', ['minimal', 'complete-save', ...ofFloat]),
];
