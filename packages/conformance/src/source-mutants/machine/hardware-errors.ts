import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const lines = 'packages/hart/src/state/poisoned-lines.test.ts';
const corrupted = 'packages/hart/src/memory/corrupted-data.test.ts';
const record = 'packages/machine/src/devices/error-record.test.ts';
const banks = 'packages/machine/src/devices/error-banks.test.ts';
const machine = 'packages/machine/src/corrupted-memory.test.ts';
const firmware = 'packages/see/src/hardware-errors.test.ts';

/** Corrupted lines of RAM, error records, and the events that tell of them. */
export const hardwareErrorMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/state/poisoned-lines.ts',
    [lines],
    [
      {
        id: 'R101',
        title: 'a store to any part of a line makes it good',
        find: 'line < address || line + cacheBlockBytes > address + length',
        replace: 'line + cacheBlockBytes <= address || line >= address + length',
      },
      {
        id: 'R102',
        title: 'what is cached of a page that becomes corrupted stays',
        find: '    this.#forget();\n',
        replace: '',
        killedBy: [lines, corrupted],
      },
      {
        id: 'R103',
        title: 'of several lines only the one around the first byte counts',
        find: 'line < address + length; line += cacheBlockBytes',
        replace: 'line <= address; line += cacheBlockBytes',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/virtual-memory.ts',
    [corrupted],
    [
      {
        id: 'R104',
        title: 'the second page of a load may be corrupted',
        find: "    if (addresses.isCorrupted('load', low, high, addresses.placeOf(length), width - length, kind, length)) return false;\n",
        replace: '',
      },
      {
        id: 'R105',
        title: 'an AMO modifies corrupted data',
        find: " || this.addresses.isCorrupted('store', low, high, physical, width, kind)",
        replace: '',
      },
      {
        id: 'R106',
        title: 'corrupted code is executed',
        find: " || this.addresses.isCorrupted('fetch', low, high, physical, 2, 'own')",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/translation.ts',
    [corrupted],
    [
      {
        id: 'R107',
        title: 'a walk follows a corrupted entry',
        find: 'this.#memory.ram.poison.exist && this.#memory.ram.poison.first(at, 8) >= 0',
        replace: 'false',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/address-space.ts',
    [corrupted],
    [
      {
        id: 'R108',
        title: 'pages with corrupted lines are cached, so that fast engines use them',
        find: '    if (this.#memory.ram.poison.areIn(page)) return false;\n',
        replace: '',
      },
      {
        id: 'R109',
        title: 'xtval tells the address of the whole access, not of the corrupted portion',
        find: '(low + skipped + first - physical) >>> 0',
        replace: '(low + skipped) >>> 0',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/error-record.ts',
    [record],
    [
      {
        id: 'R110',
        title: 'an error of the same class overwrites the first',
        find: 'if (is === was) return { ...record, status: set(set(classes, status.rdip, 0n), status.mo, 1n) };',
        replace: 'if (is === was) return written(record, set(classes, status.mo, 1n), error);',
      },
      {
        id: 'R111',
        title: 'the bits of former errors are lost when a worse one overwrites them',
        find: 'return written(record, sticky | news, error);',
        replace: 'return written(record, news, error);',
      },
      {
        id: 'R112',
        title: 'sinv does not ask for rdip',
        find: 'get(register, control.sinv) && get(logged, status.rdip)',
        replace: 'get(register, control.sinv)',
      },
      {
        id: 'R113',
        title: 'an injected record says nothing of rdip, and sinv does not clear it',
        find: ' | (1n << status.rdip.at),\n});',
        replace: ',\n});',
      },
      {
        id: 'R114',
        title: 'a valid status register takes a write',
        find: '  if (get(record.status, status.v)) return record;\n  let register',
        replace: '  let register',
      },
      {
        id: 'R115',
        title: 'errors that are counted are signalled one by one as well',
        find: 'return get(register, control.cece) ? signal.none : get(register, control.ces);',
        replace: 'return get(register, control.ces);',
      },
      {
        id: 'R116',
        title: 'without else errors are logged all the same',
        find: '  if (!get(record.control, control.else)) return record;\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/devices/error-banks.ts',
    [banks],
    [
      {
        id: 'R117',
        title: 'a write to the lower half of a control register stops eid',
        find: '    if (width === 4 && isLow) return written;\n',
        replace: '',
      },
      {
        id: 'R118',
        title: 'the hart that uses corrupted data logs nothing itself',
        find: "    this.#detect(1 + hart, 0, { is: 'uec'",
        replace: "    if (hart < 0) this.#detect(1 + hart, 0, { is: 'uec'",
      },
      {
        id: 'R119',
        title: 'a line that is scrubbed is reported as deferred',
        find: "{ is: 'ce', tt: 0n",
        replace: "{ is: 'ued', tt: 0n",
      },
      {
        id: 'R120',
        title: 'restored banks drive their lines, which belong to what they lead to',
        find: '    this.#banks = banks;\n    this.#to',
        replace: '    this.#banks = banks;\n    this.#drive({ low: true, high: true });\n    this.#to',
      },
      {
        id: 'R121',
        title: "a hart hears of other harts' banks",
        find: 'const { low, high } = either(memory, own);',
        replace: 'const { low, high } = harts.reduce(either, either(memory, own));',
      },
      {
        id: 'R139',
        title: 'the interrupt of a record that goes on signalling is raised anew, while it is served',
        find: 'if (begun.high || !any.high) interrupts',
        replace: 'interrupts',
        killedBy: ['packages/lab/src/hardware-errors.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/machine-parts.ts',
    [machine],
    [
      {
        id: 'R122',
        title: 'a rollback leaves lines corrupted',
        find: '    parts.memory.poison.restore(poison);\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/error-signals.ts',
    [machine],
    [
      {
        id: 'R123',
        title: 'the firmware leaves records valid',
        find: '    this.#banks.write(at + CONTROL + 4, 4, (SINV | SRDP) >> 32n);\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/machine/src/error-signals.ts',
    ['packages/machine/src/error-signals.test.ts'],
    [
      {
        id: 'R128',
        title: 'what was claimed is not completed, and never interrupts again',
        find: 'for (const source of claimed) this.#sources?.complete(hart, source);',
        replace: '',
      },
      {
        id: 'R129',
        title: 'a source that nobody handles is claimed',
        find: 'this.#sources?.keep(hart, ERROR_SOURCES);\n    const claimed',
        replace: 'const claimed',
      },
      {
        id: 'R130',
        title: 'a count that is over interrupts for ever',
        find: 'if ((logged >> status.ceco.at) & 1n)',
        replace: 'if (logged === 0n)',
      },
      {
        id: 'R131',
        title: 'the harts behind the first have no interrupt of the controller',
        find: 'hart < this.#harts; hart++) this.#sources',
        replace: 'hart < 1; hart++) this.#sources',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/firmware.ts',
    [firmware],
    [
      {
        id: 'R124',
        title: 'a hardware error is not handed to the supervisor',
        find: '        this.#takeErrors(supervised);\n        return this.#redirect(supervised, trapTaken(hart));',
        replace: '        return this.#takeErrors(supervised);',
      },
      {
        id: 'R125',
        title: 'a hardware error is handed to the supervisor, and its record left',
        find: '        this.#takeErrors(supervised);\n        return',
        replace: '        return',
      },
      {
        id: 'R126',
        title: "an error of another hart is this one's event",
        find: 'this.#harts.all[hart]!.hartid;',
        replace: 'hartid;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/see/src/error-events.ts',
    [firmware],
    [
      {
        id: 'R127',
        title: 'high and low priority are swapped',
        find: "priority === 'high'",
        replace: "priority === 'low'",
      },
    ],
  ),
];
