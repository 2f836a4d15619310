import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const susp = ['packages/see/src/handlers/susp.test.ts'];
const suspendEvents = ['packages/see/src/suspend-events.test.ts'];

/** How a hart and a system sleep and wake, and what of the supervisor's events outlives it. */
export const suspMutants: readonly SourceMutant[] = [
  ...mutantsOf('packages/see/src/handlers/susp.ts', susp, [
    {
      id: 'W30',
      title: 'every sleep type is suspend to RAM',
      find: "      if (sleep_type !== sleepTypes.suspendToRam) return err('INVALID_PARAM');\n",
      replace: '',
    },
    {
      id: 'W31',
      title: 'the system sleeps while others run',
      find: "      if (harts.all.some((other) => other !== caller && other.state !== 'STOPPED')) return err('DENIED');\n",
      replace: '',
    },
    {
      id: 'W32',
      title: 'a suspended hart does not keep the system awake',
      find: "other.state !== 'STOPPED'",
      replace: "other.state !== 'STOPPED' && other.state !== 'SUSPENDED'",
    },
    {
      id: 'W33',
      title: 'a hart that is about to start does not keep the system awake',
      find: "other.state !== 'STOPPED'",
      replace: "!other.hart.stopped && other.state !== 'START_PENDING'",
    },
    {
      id: 'W34',
      title: 'only hart 0 can put the system to sleep',
      find: 'other !== caller && other.state',
      replace: 'other.hartid !== 0n && other.state',
    },
    {
      id: 'W35',
      title: 'the system resumes anywhere',
      find: "      if (!caller.memory.accessible('execute', resume_addr, smallestInstruction)) return err('INVALID_ADDRESS');\n",
      replace: '',
    },
    {
      id: 'W36',
      title: 'the last two bytes of RAM are no place to resume',
      find: 'resume_addr, smallestInstruction)',
      replace: 'resume_addr, 4n)',
    },
    {
      id: 'W37',
      title: 'the address is looked at before the other harts',
      find: "      if (harts.all.some((other) => other !== caller && other.state !== 'STOPPED')) return err('DENIED');\n      if (!caller.memory.accessible('execute', resume_addr, smallestInstruction)) return err('INVALID_ADDRESS');\n",
      replace:
        "      if (!caller.memory.accessible('execute', resume_addr, smallestInstruction)) return err('INVALID_ADDRESS');\n      if (harts.all.some((other) => other !== caller && other.state !== 'STOPPED')) return err('DENIED');\n",
    },
    {
      id: 'W38',
      title: 'the opaque parameter is lost',
      find: 'opaque } };',
      replace: 'opaque: 0n } };',
    },
    {
      id: 'W39',
      title: 'a system that wakes goes on behind the call',
      find: "{ state: 'SUSPENDED', entry: { pc: resume_addr, opaque } }",
      replace: "{ state: 'SUSPENDED' }",
    },
  ]),
  ...mutantsOf('packages/see/src/machine-mode.ts', susp, [
    {
      id: 'W40',
      title: 'a supervisor that slept in a trap handler resumes with SDT',
      find: ' | mstatus.SDT.mask;\n',
      replace: ';\n',
    },
  ]),
  ...mutantsOf('packages/see/src/firmware.ts', suspendEvents, [
    {
      id: 'W41',
      title: 'a hart that wakes forgets its events',
      find: 'if (was.entry) enterSupervisor(hart, was.entry);',
      replace: 'if (was.entry) (this.sse.hart_stop(hart.hartid), enterSupervisor(hart, was.entry));',
    },
    {
      id: 'W42',
      title: 'a hart that wakes is prepared afresh',
      find: 'if (was.entry) enterSupervisor(hart, was.entry);',
      replace: 'if (was.entry) this.#start(supervised, was.entry);',
      killedBy: ['packages/see/src/fwft/fwft.test.ts'],
    },
    {
      id: 'W43',
      title: 'a hart that wakes runs before it looks for events',
      find: '    this.sse.deliver(supervised.supervisor);\n    hart.mret();\n  }',
      replace:
        '    if (hart.read(mcause) !== exception.ecallFromM) this.sse.deliver(supervised.supervisor);\n    hart.mret();\n  }',
    },
  ]),
  ...mutantsOf('packages/see/src/supervised-hart.ts', suspendEvents, [
    {
      id: 'W44',
      title: 'a suspended hart waits for IPIs alone',
      find: "if (this.state === 'STOPPED') hart.write(mie, this.#ipiEnable);",
      replace: 'hart.write(mie, mie.MSIE.mask);',
    },
  ]),
];
