import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

/** What the devices of the board do. */
export const deviceMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/machine/src/devices.ts',
    ['packages/machine/src/devices/device-row.test.ts'],
    [
      {
        id: 'D35',
        title: 'the interrupt of a row is not connected',
        find: 'const interrupt = interrupts[0] ??',
        replace: 'const interrupt =',
      },
      {
        id: 'D36',
        title: 'a device drives lines of hart 0 only',
        find: 'harts.map((hart) => wiresTo(hart,',
        replace: 'harts.map(() => wiresTo(harts[0]!,',
      },
      {
        id: 'D37',
        title: 'the clock does not know the times of devices',
        find: 'if (isTimerSource(device)) surroundings.clock.add(device);',
        replace: '',
      },
      {
        id: 'D38',
        title: 'no device is polled but the first',
        find: 'for (const device of this.#polled) device.poll?.();',
        replace: 'this.#polled[0]?.poll?.();',
      },
      {
        id: 'D39',
        title: 'whether a machine waits for input, one device says',
        find: 'this.#made.some(({ device }) => device.listens)',
        replace: 'this.#polled[0]!.listens === true',
      },
      {
        id: 'D40',
        title: 'a device that S-mode shares is closed to it',
        find: '({ row }) => row.machineMode',
        replace: '({ row }) => row.drives',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/ns16550a.ts',
    ['packages/machine/src/devices/ns16550a.test.ts'],
    [
      {
        id: 'D01',
        title: 'enabling any interrupt makes the transmitter empty anew',
        find: 'const enabled = value & ~before;',
        replace: 'const enabled = value;',
      },
      {
        id: 'D02',
        title: 'the upper byte of the divisor is not read',
        find: 'dlab ? divisor >> 8 : this.#state.IER',
        replace: 'this.#state.IER',
      },
      {
        id: 'D03',
        title: 'an overrun interrupts as if a byte had come',
        find: 'if ((ier & IER.ELSI) !== 0 && overrun) return IIR.lineStatus;',
        replace: '',
      },
      {
        id: 'D04',
        title: 'a transmitter interrupt does not end when IIR is read',
        find: 'this.#change({ transmitterEmptied: false });',
        replace: '',
      },
      {
        id: 'D05',
        title: 'reading LSR does not end the overrun',
        find: 'this.#receiver.clearOverrun();',
        replace: '',
      },
      {
        id: 'D901',
        title: 'each look at LSR raises an interrupt that is high',
        find: '    if (overrun) {\n      this.#receiver.clearOverrun();\n      this.#drive();\n    }\n',
        replace: '    if (overrun) this.#receiver.clearOverrun();\n    this.#drive();\n',
      },
      {
        id: 'D06',
        title: 'reading MSR does not end its changes',
        find: 'this.#change({ deltas: 0 });',
        replace: '',
      },
      {
        id: 'D07',
        title: 'in loopback mode DTR and RTS come back as each other',
        find: '((mcr & 1) << 5) | ((mcr & 2) << 3)',
        replace: '((mcr & 1) << 4) | ((mcr & 2) << 4)',
      },
      {
        id: 'D08',
        title: 'a character has no start bit',
        find: '1 + 5 + (lcr & 3)',
        replace: '5 + (lcr & 3)',
      },
      {
        id: 'D09',
        title: 'the FIFOs that are off are cleared',
        find: '(fifo && (value & FCR_CLEAR_RECEIVED) !== 0)',
        replace: '((value & FCR_CLEAR_RECEIVED) !== 0)',
      },
      {
        id: 'D10',
        title: 'in loopback mode bytes also go out',
        find: 'if (this.#loops) this.#receiver.loop(byte);\n    else this.#line.transmit(byte);',
        replace: 'if (this.#loops) this.#receiver.loop(byte);\n    this.#line.transmit(byte);',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/receiver.ts',
    ['packages/machine/src/devices/ns16550a.test.ts'],
    [
      {
        id: 'D11',
        title: 'bytes that are given back to the line change places',
        find: '[...unseen, ...returned]',
        replace: '[...returned, ...unseen]',
      },
      {
        id: 'D12',
        title: 'a timeout stays when the byte is taken',
        find: 'this.#change({ bytes, timedOut: false });',
        replace: 'this.#change({ bytes });',
      },
      {
        id: 'D13',
        title: 'the FIFO interrupts one byte late',
        find: 'bytes.length >= this.#state.trigger',
        replace: 'bytes.length > this.#state.trigger',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/goldfish-rtc.ts',
    ['packages/machine/src/devices/goldfish-rtc.test.ts'],
    [
      {
        id: 'D14',
        title: 'TIME_HIGH is not latched when TIME_LOW is read',
        find: 'return this.#state.timeHigh;',
        replace: 'return this.#now() >> 32n;',
      },
      {
        id: 'D15',
        title: 'an alarm rings a tick early',
        find: '(ahead + NANOSECONDS_PER_TICK - 1n) / NANOSECONDS_PER_TICK',
        replace: 'ahead / NANOSECONDS_PER_TICK',
      },
      {
        id: 'D16',
        title: 'an alarm interrupts though the interrupt is off',
        find: 'this.#state.pending && this.#state.interruptEnabled',
        replace: 'this.#state.pending',
      },
      {
        id: 'D17',
        title: 'a restored alarm is not waited for',
        find: 'this.#state = state;\n    this.#clock.changed();',
        replace: 'this.#state = state;',
      },
      {
        id: 'D902',
        title: 'reading the time raises an interrupt that is high',
        find: 'this.#change({ timeHigh: now >> 32n });',
        replace: 'this.#change({ timeHigh: now >> 32n }), this.#drive();',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/mtimer.ts',
    ['packages/machine/src/devices/clint.test.ts'],
    [
      {
        id: 'D18',
        title: 'a timer is due one tick late',
        find: 'const due = now >= at;',
        replace: 'const due = now > at;',
      },
      {
        id: 'D19',
        title: 'writing the upper half of a register keeps its old upper half',
        find: '(value << 32n) | low',
        replace: '(value << 32n) | old',
      },
      {
        id: 'D20',
        title: 'a snapshot of the CLINT changes with its timers',
        find: 'this.#mtimecmp = this.#mtimecmp.with(hart, time);',
        replace: '(this.#mtimecmp as bigint[]).splice(hart, 1, time);',
        killedBy: ['packages/machine/src/devices.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/software-interrupts.ts',
    ['packages/machine/src/devices/clint.test.ts'],
    [
      {
        id: 'D21',
        title: 'any bit of msip raises the interrupt',
        find: 'this.setMsip(offset / 4, (value & 1n) === 1n);',
        replace: 'this.setMsip(offset / 4, value !== 0n);',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/plic.ts',
    ['packages/machine/src/devices/plic.test.ts'],
    [
      {
        id: 'D22',
        title: 'a restored PLIC changes the snapshot',
        find: '    this.#state = state;\n    this.#isShared = true;\n',
        replace: '    this.#state = state;\n',
      },
      {
        id: 'D23',
        title: 'of sources with one priority the last is claimed',
        find: 'priority <= highest',
        replace: 'priority < highest || priority === 0',
      },
      {
        id: 'D24',
        title: 'a claim does not ask for the threshold',
        find: 'const source = this.#best(context);',
        replace: 'const source = this.#best({ ...context, threshold: 0 });',
      },
      {
        id: 'D25',
        title: 'a context completes only what it has enabled',
        find: 'this.#complete(value);',
        replace: 'if ((state.enabled[value >> 5] ?? 0) & (1 << (value & 31))) this.#complete(value);',
      },
      {
        id: 'D26',
        title: 'a source that drops becomes pending',
        find: 'if (!level) return;',
        replace: '',
      },
      {
        id: 'D27',
        title: 'a source in service interrupts again',
        find: ' & ~(inService[word] ?? 0)',
        replace: '',
      },
      {
        id: 'D28',
        title: 'an enable bit moves the line at once',
        find: 'state.enabled[register / 4] = value;',
        replace: '(state.enabled[register / 4] = value), this.#drive();',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/htif.ts',
    ['packages/machine/src/devices/htif.test.ts'],
    [
      {
        id: 'D29',
        title: 'a command whose lower half is 0 is none, as that which prints a NUL',
        find: 'if (low === 0 && high === 0)',
        replace: 'if (low === 0)',
      },
      {
        id: 'D30',
        title: 'an exit code is twice what it was',
        find: 'this.#exit(payload >> 1n)',
        replace: 'this.#exit(payload)',
      },
      {
        id: 'D31',
        title: 'an answer is written over one that the guest has not taken',
        find: ' || this.#memory.read(fromhost, 8) !== 0n',
        replace: '',
      },
      {
        id: 'D32',
        title: 'a block of arguments may end outside RAM',
        find: '!this.#memory.contains(block, 32)',
        replace: '!this.#memory.contains(block, 8)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/test-finisher.ts',
    ['packages/machine/src/devices/test-finisher.test.ts'],
    [
      {
        id: 'D33',
        title: 'a failure code has eight bits',
        find: 'Number(value >> 16n)',
        replace: 'Number((value >> 16n) & 0xffn)',
      },
      {
        id: 'B08',
        title: 'poweroff reboots',
        find: "syscon('poweroff', FINISHER_PASS",
        replace: "syscon('poweroff', FINISHER_RESET",
        killedBy: ['packages/machine/src/device-tree.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/rom.ts',
    ['packages/machine/src/devices/rom.test.ts'],
    [
      {
        id: 'D34',
        title: 'the ROM is big-endian',
        find: 'for (let byte = width - 1; byte >= 0; byte--)',
        replace: 'for (let byte = 0; byte < width; byte++)',
      },
    ],
  ),
];
