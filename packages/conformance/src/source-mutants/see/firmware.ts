import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const firmware = 'packages/see/src/firmware.test.ts';
const events = 'packages/see/src/events.test.ts';
const hsm = 'packages/see/src/handlers/hsm.test.ts';
const doubleTraps = 'packages/see/src/double-traps.test.ts';

/** What the firmware knows of each hart, and how it prepares, parks and returns it. */
export const firmwareMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/see/src/supervised-hart.ts',
    [firmware],
    [
      {
        id: 'F01',
        title: "a parked hart's frame is not restored",
        find: '    this.#state = state;',
        replace: '    this.#state = { ...state, frame: this.#state.frame };',
      },
      {
        id: 'F02',
        title: 'a hart that parks with MDT = 1 stays so, and its own ecall is a double trap',
        find: 'hart.set(mstatus.MDT, 0);',
        replace: '',
        killedBy: [doubleTraps],
      },
      {
        id: 'F03',
        title: 'a stopped hart wakes for every interrupt',
        find: "if (this.state === 'STOPPED') hart.write(mie, this.#ipiEnable);",
        replace: '',
        killedBy: [events],
      },
      {
        id: 'F04',
        title: 'the mask of a legacy call that lies outside RAM is a page fault',
        find: 'exception.hardwareError : exception.loadAccessFault',
        replace: 'exception.hardwareError : exception.loadPageFault',
        killedBy: ['packages/see/src/handlers/legacy.test.ts'],
      },
      {
        id: 'F05',
        title: 'a suspended hart takes no IPI',
        find: " || this.state === 'SUSPENDED'",
        replace: '',
        killedBy: ['packages/see/src/guest.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/machine-mode.ts',
    [firmware],
    [
      {
        id: 'F06',
        title: 'the firmware leaves mcountinhibit as it was',
        find: 'hart.write(mcountinhibit, 0xffff_fff8n);',
        replace: '',
      },
      {
        id: 'F07',
        title: 'a hart that starts again keeps its satp',
        find: 'hart.write(satp, 0n);',
        replace: '',
        killedBy: [hsm],
      },
      {
        id: 'F08',
        title: 'breakpoints are not delegated',
        find: '  exception.breakpoint,\n',
        replace: '',
      },
      {
        id: 'F09',
        title: 'a hart that starts again keeps its interrupts enabled',
        find: 'mstatus.MPP.mask | mstatus.MPV.mask | mstatus.SIE.mask',
        replace: 'mstatus.MPP.mask | mstatus.MPV.mask',
        killedBy: [hsm],
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/firmware.ts',
    [firmware],
    [
      {
        id: 'F10',
        title: 'an IPI that was on its way survives a reset',
        find: '      supervised.softwareInterrupt = false;\n      enable',
        replace: '      enable',
      },
      {
        id: 'F11',
        title: "a started hart's IPI stays pending",
        find: '        this.#platform.clearIpi(hart.hartid);\n',
        replace: '',
      },
      {
        id: 'F12',
        title: 'a snapshot forgets the events',
        find: 'this.sse.restore(sse);',
        replace: '',
      },
      {
        id: 'F13',
        title: 'an interrupt that nobody expects is given to the supervisor as an exception',
        find: '      default:\n        return false;\n',
        replace: '      default:\n        return this.#redirect(supervised, trapTaken(supervised.hart));\n',
        killedBy: ['packages/see/src/unexpected-interrupt.test.ts'],
      },
      {
        id: 'F18',
        title: 'a call from the last instruction of a 4 GiB range returns to the start of that range',
        find: 'low < 2 ** 32 ? high : high + 1',
        replace: 'high',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/redirect.ts',
    ['packages/see/src/redirect.test.ts'],
    [
      {
        id: 'F14',
        title: "hedeleg gives a guest the hypervisor's own traps",
        find: 'hart.V && ((hart.read(hedeleg)',
        replace: '((hart.read(hedeleg)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/shared-memory.ts',
    [events],
    [
      {
        id: 'F15',
        title: 'the last byte of RAM cannot be shared',
        find: 'address + length <= to',
        replace: 'address + length < to',
      },
      {
        id: 'F16',
        title: 'memory before RAM can be shared when its end is in RAM',
        find: 'address >= from && ',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/sbi/src/call-registers.ts',
    ['packages/sbi/src/dispatcher.test.ts'],
    [
      {
        id: 'F40',
        title: 'an error has in its upper half what a0 had before the call',
        find: '    this.halves[1] = a0 >> 31;\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/sbi/src/hart-mask.ts',
    ['packages/sbi/src/hart-mask.test.ts'],
    [
      {
        id: 'F49',
        title: 'the last bit of a hart mask does not count',
        find: 'bit > 63n',
        replace: 'bit > 62n',
      },
      {
        id: 'F50',
        title: 'a hart mask may name harts that are not there',
        find: "others === 0n ? named : err('INVALID_PARAM')",
        replace: 'named',
      },
    ],
  ),
  ...mutantsOf(
    'packages/sbi/src/dispatcher.ts',
    ['packages/sbi/src/dispatcher.test.ts'],
    [
      {
        id: 'F46',
        title: 'a legacy call has functions',
        find: 'legacy ?? (fid',
        replace: '(fid === 0 ? legacy : undefined) ?? (fid',
      },
    ],
  ),
  ...mutantsOf(
    'packages/sbi/src/argument.ts',
    ['packages/sbi/src/dispatcher.test.ts'],
    [
      {
        id: 'F47',
        title: 'all arguments of a call are the first',
        find: 'read(registers, n)',
        replace: 'read(registers, 0)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/status-draft.ts',
    ['packages/see/src/supervisor.test.ts'],
    [
      {
        id: 'F48',
        title: 'firmware gives mepc and sepc addresses at which no instruction can be',
        find: '(low & free[0]) | fixed[0]',
        replace: 'low',
      },
    ],
  ),
  ...mutantsOf(
    'packages/sse/src/attributes.ts',
    ['packages/sse/src/sse.test.ts'],
    [
      {
        id: 'F19',
        title: 'a write of an attribute changes a snapshot that was taken before',
        find: 'changed(event, { stored: { ...event.stored, [name]: held } })',
        replace: '(Object.assign(event.stored, { [name]: held }), event)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/sse/src/event-table.ts',
    ['packages/sse/src/sse.test.ts'],
    [
      {
        id: 'F38',
        title: 'a snapshot shares the state of the harts with the harts that go on',
        find: 'if (this.#isSaved) {',
        replace: 'if (this.#isSaved && this.#hartids.length === 0) {',
      },
      {
        id: 'F39',
        title: 'a local event goes before a global one of higher priority',
        find: 'first = foremost(first, global[n]!, hartid, withWaiting);',
        replace: 'first ??= foremost(first, global[n]!, hartid, withWaiting);',
        killedBy: ['packages/sse/src/sse-delivery.test.ts'],
      },
      {
        id: 'F41',
        title: 'what happens after a snapshot was restored changes it',
        find: '    this.#isSaved = true;\n    this.#content = saved',
        replace: '    this.#isSaved = false;\n    this.#content = saved',
      },
      {
        id: 'F42',
        title: 'the event whose handler runs is injected again',
        find: "return first?.at.state === 'RUNNING' ? undefined : first;",
        replace: 'return first;',
        killedBy: ['packages/sse/src/sse-delivery.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/supervisor.ts',
    ['packages/see/src/supervisor.test.ts'],
    [
      {
        id: 'F17',
        title: 'completion does not write sepc',
        find: 'this.#write(this.#sepc, state.sepc);',
        replace: '',
      },
      {
        id: 'F43',
        title: 'SDT = 1 leaves SIE',
        find: 'status.storeJoined();',
        replace: 'status.store();',
      },
      {
        id: 'F44',
        title: 'a supervisor without the hypervisor extension has V',
        find: 'if (this.#hasHypervisor) status',
        replace: 'status',
      },
      {
        id: 'F45',
        title: 'what code knows of its last trap from a guest is not given back in hstatus',
        find: 'state.hstatus, previousIn(state)',
        replace: 'state.hstatus, 0',
      },
    ],
  ),
];
