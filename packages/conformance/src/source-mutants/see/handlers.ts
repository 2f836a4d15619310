import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const testOf = (handler: string) => [`packages/see/src/handlers/${handler}.test.ts`];
const sourceOf = (handler: string) => `packages/see/src/handlers/${handler}.ts`;

/** What each SBI call does. */
export const handlerMutants: readonly SourceMutant[] = [
  ...mutantsOf(sourceOf('base'), testOf('base'), [
    {
      id: 'F20',
      title: 'the major and the minor number of the specification are swapped',
      find: 'specVersion(3, 0)',
      replace: 'specVersion(0, 3)',
    },
  ]),
  ...mutantsOf(sourceOf('hsm'), testOf('hsm'), [
    {
      id: 'F21',
      title: 'a hart that is told to start stays stopped',
      find: 'target.hart.stopped = false;',
      replace: '',
    },
    {
      id: 'F22',
      title: 'events do not hear of a hart that stops',
      find: 'stops(caller);',
      replace: '',
      killedBy: ['packages/see/src/events.test.ts'],
    },
    {
      id: 'F23',
      title: 'a non-retentive suspend goes on where it was',
      find: "caller.hsm = { state: 'SUSPENDED', entry: { pc: resume_addr, opaque } };",
      replace: "caller.hsm = { state: 'SUSPENDED' };",
    },
    {
      id: 'F24',
      title: 'a retentive suspend suspends again when it resumes',
      find: "caller.hsm = { state: 'SUSPENDED' };\n        return ok();",
      replace: "caller.hsm = { state: 'SUSPENDED' };\n        return resume();",
    },
    {
      id: 'F25',
      title: 'a hart can be started twice',
      find: "if (target.state !== 'STOPPED') return err('ALREADY_AVAILABLE');",
      replace: '',
    },
  ]),
  ...mutantsOf('packages/see/src/firmware.ts', testOf('hsm'), [
    {
      id: 'F51',
      title: 'an IPI that a hart did not take before it stopped arrives in its next life',
      find: '    supervised.softwareInterrupt = false;\n    this.sse',
      replace: '    this.sse',
    },
  ]),
  ...mutantsOf(sourceOf('ipi'), testOf('ipi'), [
    {
      id: 'F26',
      title: 'an IPI is latched on a stopped hart',
      find: '} else if (target.interruptible) {',
      replace: '} else {',
    },
    {
      id: 'F27',
      title: 'the IPI that has arrived stays pending',
      find: 'platform.clearIpi(target.hartid);',
      replace: '',
    },
    {
      id: 'F28',
      title: 'one IPI to the supervisor makes every later one an interrupt of it',
      find: 'target.softwareInterrupt = false;',
      replace: '',
    },
  ]),
  ...mutantsOf(sourceOf('legacy'), testOf('legacy'), [
    {
      id: 'F29',
      title: 'legacy clear_ipi only reads',
      find: 'hart.set(mip.SSIP, 0);',
      replace: '',
    },
    {
      id: 'F30',
      title: 'a null mask of a legacy call names no hart',
      find: 'pointer === 0n ? ALL_HARTS : 0n',
      replace: '0n',
    },
    {
      id: 'F31',
      title: 'a legacy call with an address that no fence can take succeeds',
      find: "answer.kind === 'ok' ? 0n : BigInt(errors[answer.error])",
      replace: '0n',
    },
  ]),
  ...mutantsOf(sourceOf('rfence'), testOf('rfence'), [
    {
      id: 'F32',
      title: 'a VMID may have as many bits as an ASID',
      find: 'maximumVmid = 2n ** 14n - 1n',
      replace: 'maximumVmid = 2n ** 16n - 1n',
    },
    {
      id: 'F33',
      title: 'the size of everything is too large for a fence that starts above 0',
      find: 'size === wholeAddressSpace || ',
      replace: '',
    },
    {
      id: 'F34',
      title: 'a remote fence of guests with an ASID needs no hypervisor extension',
      find: 'hypervisorFence(caller, fences.HFENCE_VVMA_ASID, range, range.asid <= maximumAsid)',
      replace: 'fence(caller, fences.HFENCE_VVMA_ASID, range, range.asid <= maximumAsid)',
    },
  ]),
  ...mutantsOf(sourceOf('srst'), testOf('srst'), [
    {
      id: 'F35',
      title: 'every reset reason is accepted',
      find: ' || !reasons.includes(reset_reason)',
      replace: '',
    },
  ]),
  ...mutantsOf(sourceOf('time'), testOf('time'), [
    {
      id: 'F36',
      title: 'setting the timer leaves the old interrupt pending',
      find: 'hart.set(mip.STIP, 0);',
      replace: '',
    },
    {
      id: 'F37',
      title: 'the timer goes on interrupting the firmware',
      find: 'hart.set(mie.MTIE, 0);',
      replace: '',
    },
  ]),
];
