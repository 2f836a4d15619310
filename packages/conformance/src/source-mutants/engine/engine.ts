import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const expr = 'packages/engine/src/emit/expr.test.ts';
const rows = 'packages/engine/src/interpreter/interpreter.test.ts';
const pages = 'packages/engine/src/code-pages.test.ts';
const turns = 'packages/engine/src/engine.test.ts';
const traps = 'packages/engine/src/traps.test.ts';

/** What is emitted, what is decoded, and when the reference goes on. */
export const engineMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/engine/src/wasm/bytes.ts',
    ['packages/engine/src/wasm/bytes.test.ts'],
    [
      {
        id: 'E01',
        title: 'a signed integer loses its sign bit',
        find: 'rest < -64n || rest >= 64n',
        replace: 'rest < -128n || rest >= 128n',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/arithmetic.ts',
    [expr],
    [
      {
        id: 'E02',
        title: 'mulhsu takes both factors for signed',
        find: '    subtractWhereNegative(code, a, b);\n  },\n  // unpriv',
        replace: '    subtractWhereNegative(code, a, b);\n    subtractWhereNegative(code, b, a);\n  },\n  // unpriv',
      },
      {
        id: 'E03',
        title: 'the high product loses a carry',
        find: "product('low', 'low').i64(32n).op('i64.shr_u', 'i64.add').set(cross);",
        replace: "product('low', 'low').op('drop').set(cross);",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/expr.ts',
    [expr],
    [
      { id: 'E04', title: 'sltu compares signed', find: "ltu: 'i64.lt_u'", replace: "ltu: 'i64.lt_s'" },
      { id: 'E05', title: 'sra shifts zeros in', find: "sra: 'i64.shr_s'", replace: "sra: 'i64.shr_u'" },
      {
        id: 'E06',
        title: 'select takes the other value',
        find: 'emitValue(expr.a, place);\n      emitValue(expr.b, place);\n      emitCondition(expr.when, place);',
        replace: 'emitValue(expr.b, place);\n      emitValue(expr.a, place);\n      emitCondition(expr.when, place);',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/csr.ts',
    [turns],
    [
      {
        id: 'E30',
        title: 'every mode may access every CSR',
        find: ".op('i32.and', 'i32.lt_u');\n  place.leaveWhen();",
        replace: ".op('i32.and', 'i32.lt_u', 'drop');",
        killedBy: ['packages/engine/src/emit/csr.test.ts'],
      },
      {
        id: 'E31',
        title: 'a guest accesses the CSRs of its host',
        find: "code.get(block).access('i32.load', hartLayout.V);\n  place.leaveWhen();",
        replace: '',
        killedBy: ['packages/engine/src/emit/csr.test.ts'],
      },
      {
        id: 'E32',
        title: 'bits of a CSR are written that are not there',
        find: "code.op('i64.and', 'i64.xor').access('i64.store', hartLayout.csrs);",
        replace: "code.op('drop', 'i64.xor').access('i64.store', hartLayout.csrs);",
      },
      {
        id: 'E33',
        title: 'CSRRS changes what is set as well',
        find: "code.get(old).i64(-1n).op('i64.xor', 'i64.and');",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/status.ts',
    ['packages/engine/src/emit/status.test.ts'],
    [
      {
        id: 'E964',
        title: 'an interrupt that sstatus lets be taken is taken later',
        find: ".op('i32.eqz', 'i32.and');\n  place.leaveWhen();",
        replace: ".op('i32.eqz', 'i32.and', 'drop');",
      },
      {
        id: 'E965',
        title: 'sstatus shows SDT to those who do not have it',
        find: "code.get(old).i64(involved).op('i64.and').i64(0n).op('i64.ne');\n  place.leaveWhen();",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/status-bits.ts',
    ['packages/engine/src/emit/status.test.ts'],
    [
      {
        id: 'E966',
        title: 'a region goes on with the floating-point state that it has turned off',
        find: ' & ~mstatus.FS.mask',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/cache-block.ts',
    ['packages/engine/src/emit/cache-block.test.ts'],
    [
      {
        id: 'E967',
        title: 'S-mode zeroes cache blocks whatever menvcfg says',
        find: "op('i32.and', 'i32.eqz', 'i32.or')",
        replace: "op('i32.and', 'drop')",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/plain-csrs.ts',
    [turns],
    [
      {
        id: 'E34',
        title: 'counters are plain CSRs',
        find: ' || counting.has(csr)',
        replace: '',
      },
      {
        id: 'E35',
        title: 'CSRs whose changes concern others are plain',
        find: ' || csr.effects.length > 0',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/debug/performance-counters.ts',
    [turns],
    [
      {
        id: 'E36',
        title: 'a counter wraps where nobody sees it',
        find: 'least = Math.min(least, 0xffff_ffff -',
        replace: 'least = Math.min(least, 0x1_0000_0000 -',
      },
      {
        id: 'E37',
        title: 'events of all kinds are counted as instructions',
        find: '      if (selector !== countedEvents.cycles && selector !== countedEvents.instructions) return 0;\n',
        replace: '',
      },
      {
        id: 'E38',
        title: 'programmed counters do not count what the engine does',
        find: 'for (const { counter } of this.#now().programmed) this.#state.count(counter.address, instructions);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/emit/memory.ts',
    [rows],
    [
      {
        id: 'E07',
        title: 'a misaligned access is made as if it were aligned',
        find: '.i64(pageMask | BigInt(width - 1))',
        replace: '.i64(pageMask)',
        killedBy: [turns],
      },
      {
        id: 'E08',
        title: 'a store does not make its page dirty',
        find: "code.i32(1).access('i32.store8');",
        replace: "code.i32(0).access('i32.store8');",
        killedBy: [turns],
      },
      {
        id: 'E09',
        title: 'a store to a page on which something hangs is told to nobody',
        find: "code.access('i32.load8_u');\n    this.#obstacles.leaveWhen();",
        replace: "code.access('i32.load8_u').op('drop');",
        killedBy: [turns],
      },
      {
        id: 'E14',
        title: 'a store goes where a load may',
        find: "this.reach('store', width, address, atomic);",
        replace: "this.reach('load', width, address, atomic);",
        killedBy: [turns],
      },
      {
        id: 'E25',
        title: 'an SC stores whatever was reserved',
        find: ".op('i64.ne', 'i64.extend_i32_u')",
        replace: ".op('i64.sub').i64(0n).op('i64.and')",
        killedBy: [turns],
      },
      {
        id: 'E26',
        title: 'an LR reserves no more than what it loads',
        find: ".i32(-reservationBytes).op('i32.and', 'i64.extend_i32_u')",
        replace: ".op('i64.extend_i32_u')",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/record-instructions.ts',
    [turns],
    [
      {
        id: 'E11',
        title: 'floating-point state that is off is used',
        find: "    emitIsFloatDirty(code, this.block, this.#isa);\n    code.op('i32.eqz');\n    this.leaveWhen();\n",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/interpreter.ts',
    [rows],
    [
      {
        id: 'E10',
        title: 'an instruction that is left to the reference counts twice',
        find: '    this.#uncount();\n    this.#storePc();',
        replace: '    this.#storePc();',
      },
      {
        id: 'E12',
        title: 'the end of a page is an instruction',
        find: '  #leavePage(): void {\n    this.#uncount();',
        replace: '  #leavePage(): void {',
        killedBy: [turns],
      },
      {
        id: 'E27',
        title: 'bytes of two pages are taken for bytes of one',
        find: '.i32(pageBytes - width)',
        replace: '.i32(pageBytes)',
        killedBy: [turns],
      },
      {
        id: 'E28',
        title: 'the second half of an instruction is what it was',
        find: ".op('i32.ne')\n      .brIf(this.#elsewhere);\n    code\n",
        replace: ".op('i32.ne', 'drop');\n    code\n",
        killedBy: [turns],
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/record-operands.ts',
    [rows],
    [
      {
        id: 'E13',
        title: 'auipc sees the address of the next instruction',
        find: "code.get(this.record).get(this.records).op('i32.sub')",
        replace: "code.get(this.record).i32(32).op('i32.add').get(this.records).op('i32.sub')",
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/operations.ts',
    [rows],
    [
      {
        id: 'E15',
        title: 'a result in x0 is kept',
        find: 'found?.[rd(word) === 0 ? 1 : 0]',
        replace: 'found?.[0]',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/code-pages.ts',
    [pages],
    [
      {
        id: 'E16',
        title: 'a store behind the middle of an instruction leaves it as it was',
        find: 'Math.max(0, begin - (begin % 2) - 2)',
        replace: 'begin - (begin % 2)',
      },
      {
        id: 'E17',
        title: 'an instruction that goes on in another page is decoded from this one',
        find: 'const half = next < 0 ? 0 : this.#halfAt(next);',
        replace: 'const half = this.#halfAt(offset + 2);',
      },
      {
        id: 'E29',
        title: 'the reference does what is in the word behind',
        find: 'const { page, offset } = this.placeOf(at);\n    return this.instructionAt(page, offset);',
        replace: 'const { page, offset } = this.placeOf(at);\n    return this.instructionAt(page, offset + 4);',
        killedBy: [turns],
      },
      {
        id: 'E331',
        title: 'an instruction that the reference does is another one since the next page has changed',
        find: 'return this.#fill(at, undefined);',
        replace: 'return;',
        killedBy: [traps],
      },
      {
        id: 'E18',
        title: 'a page that gives way is still thought to be known',
        find: '    if (owner !== undefined) this.#close(owner);\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/engine.ts',
    [turns],
    [
      {
        id: 'E19',
        title: 'interrupts, triggers and counters are not asked',
        find: 'this.#given = port.plainFor(run.budget - run.done)',
        replace: 'this.#given = run.budget - run.done',
      },
      {
        id: 'E20',
        title: 'instructions that the engine did are not counted',
        find: '    port.retired(this.#given - rest);\n',
        replace: '    this.#memory.run.done += this.#given - rest;\n',
      },
      {
        id: 'E332',
        title: 'the interpreter goes on behind the end of the slice that an instruction of the reference has brought',
        find: '    return this.#most(port);\n',
        replace: '    this.#most(port);\n    return (this.#given = left);\n',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/interpreter/interpreter.ts',
    [turns],
    [
      {
        id: 'E334',
        title: 'after an instruction of the reference the page lies where it lay',
        find: "code.i64(-1n).op('i64.xor').set(this.page);",
        replace: "code.op('drop');",
        killedBy: ['packages/engine/src/traps.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/engine-port.ts',
    [turns],
    [
      {
        id: 'E21',
        title: 'an interrupt that may be due waits',
        find: 'if (interrupts.due() || ',
        replace: 'if (',
      },
      { id: 'E22', title: 'a hart in WFI goes on', find: ' || waiting', replace: '' },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/state/machine-memory.ts',
    [pages],
    [
      {
        id: 'E23',
        title: 'a store over the end of a page changes code in one page only',
        find: 'page <= pageOf(end - 1); page++)\n      if (this.flags.has',
        replace: 'page < pageOf(at) + 1; page++)\n      if (this.flags.has',
      },
      {
        id: 'E24',
        title: 'what one hart reserves the others may overwrite unnoticed',
        find: "if (page >= 0) this.flags.add(page, 'reserved');",
        replace: '',
        killedBy: [turns],
      },
    ],
  ),
];
