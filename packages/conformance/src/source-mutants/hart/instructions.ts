import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const interpreter = 'packages/hart/src/interpreter/interpreter.test.ts';
const evaluate = 'packages/hart/src/interpreter/evaluate.test.ts';
const csrInstructions = 'packages/hart/src/interpreter/csr-instructions.test.ts';
const counters = 'packages/hart/src/debug/performance-counters.test.ts';
const aligned = 'packages/hart/src/interpreter/aligned-access.test.ts';
const peer = 'packages/hart/src/peer/peer.test.ts';

/** What instructions compute, count and leave alone; CSR instructions; landing pads, shadow stacks and cache blocks. */
export const instructionMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/interpreter/evaluate.ts',
    [evaluate],
    [
      {
        id: 'H301',
        title: 'mulhsu takes its second operand as signed',
        find: 'unsigned((signed(a) * b) >> 64n)',
        replace: 'unsigned((signed(a) * signed(b)) >> 64n)',
      },
      {
        id: 'H302',
        title: 'slt compares as unsigned',
        find: 'lt: (a, b) => truth(signed(a) < signed(b))',
        replace: 'lt: (a, b) => truth(a < b)',
      },
      { id: 'H303', title: 'sra shifts in zeros', find: 'unsigned(signed(a) >> (b & 63n))', replace: 'a >> (b & 63n)' },
      {
        id: 'H304',
        title: 'division by zero gives zero',
        find: 'div: (a, b) => (b === 0n ? minusOne :',
        replace: 'div: (a, b) => (b === 0n ? 0n :',
      },
      {
        id: 'H305',
        title: 'the remainder of an overflow is the dividend',
        find: 'overflows(a, b) ? 0n : unsigned(signed(a) % signed(b))',
        replace: 'overflows(a, b) ? a : unsigned(signed(a) % signed(b))',
      },
      {
        id: 'H306',
        title: 'shifts take six bits and one more of the amount',
        find: 'sll: (a, b) => unsigned(a << (b & 63n))',
        replace: 'sll: (a, b) => unsigned(a << (b & 127n))',
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/rows/i.ts',
    [interpreter, peer],
    [
      {
        id: 'H311',
        title: 'jalr keeps bit 0 of its target',
        find: 'indirectJump(and(add(rs1, imm), even))',
        replace: 'indirectJump(add(rs1, imm))',
      },
      {
        id: 'H312',
        title: 'sraw shifts in zeros',
        find: 'set(rd, word(sra(word(rs1), amount(rs2))))',
        replace: 'set(rd, word(srl(rs1, amount(rs2))))',
      },
      {
        id: 'H313',
        title: 'subw does not sign-extend',
        find: 'set(rd, word(sub(rs1, rs2)))',
        replace: 'set(rd, zext(32, sub(rs1, rs2)))',
      },
      {
        id: 'H314',
        title: 'lwu sign-extends',
        find: "14..12=6 6..2=0x00 1..0=3', memory, loads(4, asLoaded)",
        replace: "14..12=6 6..2=0x00 1..0=3', memory, loads(4, (value) => sext(32, value))",
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/rows/amo.ts',
    [peer],
    [
      {
        id: 'H315',
        title: 'amomax.w compares as unsigned',
        find: 'select(lt(signed(old), signed(rs2)), rs2, old)',
        replace: 'select(ltu(signed(old), signed(rs2)), rs2, old)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/rows/a.ts',
    ['packages/hart/src/memory/virtual-memory.test.ts'],
    [{ id: 'H316', title: 'lr.w does not sign-extend', find: 'set(rd, signed(t))]', replace: 'set(rd, t)]' }],
  ),
  ...mutantsOf(
    'packages/hart/src/debug/performance-counters.ts',
    [csrInstructions, interpreter, counters],
    [
      {
        id: 'H321',
        title: 'mcountinhibit does not stop counters',
        find: '((inhibited >>> n) & 1) === 0 && ',
        replace: '',
      },
      {
        id: 'H953',
        title: 'what begins to count in some modes only counts in the mode of long ago',
        find: 'if (this.#isUniform) this.#mode = this.#state.mode;',
        replace: '',
      },
      {
        id: 'H951',
        title: 'what one mode counted is counted as another counts',
        find: '(this.#isUniform ??= this.#looksUniform())',
        replace: 'true',
      },
      {
        id: 'H952',
        title: 'modes that have counted alike do so for ever',
        find: '    this.#isUniform = undefined;\n',
        replace: '',
      },
      {
        id: 'H322',
        title: 'mcountinhibit.IR is looked for in the place of TM',
        find: 'runs(2, minstretcfg)',
        replace: 'runs(1, minstretcfg)',
      },
      {
        id: 'H323',
        title: 'an instruction that wrote minstret is counted in it',
        find: '} else if (written === minstret) {\n      if (cycle) this.#state.count(mcycle.address, 1);\n    } else',
        replace: '} else',
      },
      { id: 'H326', title: 'SINH stops counting in VS-mode', find: "5: 'VSINH'", replace: "5: 'SINH'" },
      {
        id: 'H327',
        title: 'an overflow asks for an interrupt although OF is set',
        find: ' || this.#hart.get(OF) === 1',
        replace: '',
      },
      {
        id: 'H328',
        title: 'what an instruction does counts in the mode in which it ends',
        find: '    const { cycle, instret, programmed } = this.#now();',
        replace: '    this.begin();\n    const { cycle, instret, programmed } = this.#now();',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/interpreter/interpreter.ts',
    [interpreter],
    [
      {
        id: 'H324',
        title: 'an instruction that trapped is counted',
        find: "this.#counters.happened('exceptions');",
        replace: 'this.#counters.retired(this.#execution.decoded.insn, false, undefined);',
        killedBy: [csrInstructions, counters],
      },
      {
        id: 'H325',
        title: 'any instruction may follow an indirect jump',
        find: "if (this.#state.ELP && !isLandingPad(decoded)) raised.softwareCheck('landing pad');\n    else if",
        replace: 'if',
        killedBy: ['packages/hart/src/trap/landing-pad.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/rows/svinval.ts',
    ['packages/isa/src/rows/rows.test.ts'],
    [
      {
        id: 'H353',
        title: 'sinval.vma does not name the address',
        find: "systemEnd('sinval.vma', rs1, rs2)",
        replace: "systemEnd('sinval.vma', rs2)",
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/rows/zfh.ts',
    [peer],
    [
      {
        id: 'H352',
        title: 'fsub.h adds',
        find: "half.binary('sub')",
        replace: "half.binary('add')",
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/rows/zalasr.ts',
    [aligned],
    [
      {
        id: 'H335',
        title: 'lw.aq may be misaligned',
        find: 'loads(word)',
        replace: '(operands) => loads(word)(operands).map(({ aligned: _, ...rest }: any) => rest)',
      },
      {
        id: 'H336',
        title: 'load-acquire extends with zeros',
        find: 'set(rd, signed(t))',
        replace: 'set(rd, t)',
      },
      {
        id: 'H337',
        title: 'sh.rl stores a word',
        find: 'stores(halfword)',
        replace: 'stores(word)',
      },
      {
        id: 'H338',
        title: 'aq may be missing from a load-acquire',
        find: 'lw.aq rd rs1 24..20=0 26=1 rl',
        replace: 'lw.aq rd rs1 24..20=0 aq rl',
        killedBy: ['packages/isa/src/ordering.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/virtual-memory.ts',
    [aligned],
    [
      {
        id: 'H346',
        title: 'a store that must be aligned need not be',
        find: "if (aligned && !addresses.isAligned('store', low, high, width, kind)) return false;",
        replace: '',
      },
      {
        id: 'H347',
        title: 'a misaligned load-acquire traps as a store',
        find: "aligned && !addresses.isAligned('load', low, high, width, kind)",
        replace: "aligned && !addresses.isAligned('store', low, high, width, kind)",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/debug/watched-memory.ts',
    [aligned],
    [
      {
        id: 'H348',
        title: 'with triggers no load must be aligned',
        find: 'super.load(low, high, width, kind, aligned)',
        replace: 'super.load(low, high, width, kind)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/transformed-instruction.ts',
    [aligned],
    [
      {
        id: 'H349',
        title: 'load-acquire is transformed as a basic load',
        find: " || ('aligned' in access && access.aligned)",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/ordering.ts',
    ['packages/isa/src/ordering.test.ts'],
    [
      {
        id: 'H350',
        title: 'the bit that an instruction always has is forgotten where the other is set',
        find: "aq || always === 'aq'",
        replace: 'aq',
      },
    ],
  ),
  ...mutantsOf(
    'packages/isa/src/rows/s.ts',
    ['packages/hart/src/interpreter/execute.test.ts'],
    [
      {
        id: 'H329',
        title: 'straight-line code goes on after wfi',
        find: "systemEnd('wfi')",
        replace: "{ ...systemEnd('wfi'), endsBlock: false } as never",
      },
      {
        id: 'H351',
        title: 'a new row has no test',
        find: 'export const S: readonly Insn[] = [mret,',
        replace:
          "export const S: readonly Insn[] = [insn('new rd rs1 imm12 14..12=0 6..2=0x02 1..0=3', returns, () => []), mret,",
        killedBy: [peer],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/interpreter/execute.ts',
    [csrInstructions],
    [
      { id: 'H331', title: 'csrrs with x0 writes', find: "op === 'write' || rs1(decoded.word) !== 0", replace: 'true' },
      {
        id: 'H333',
        title: 'a denied CSR access in VS-mode is illegal',
        find: "denial === 'illegal-instruction' ? raised.illegalInstruction(bits) : raised.virtualInstruction(bits)",
        replace: 'raised.illegalInstruction(bits)',
      },
      {
        id: 'H334',
        title: 'a jump to a misaligned target does not trap',
        find: "(address & 3n) !== 0n && !hart.isa.has('C')",
        replace: 'false',
        killedBy: [interpreter],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/landing-pad.ts',
    ['packages/hart/src/trap/landing-pad.test.ts'],
    [
      {
        id: 'H341',
        title: 'returns through x5 must land on a landing pad',
        find: 'new Set([1, 5, 7])',
        replace: 'new Set([1, 7])',
      },
      {
        id: 'H342',
        title: 'a landing pad accepts any label',
        find: '(labelled && label >>> 12 !== expected >>> 12)',
        replace: 'false',
      },
      {
        id: 'H343',
        title: 'VS-mode is under menvcfg.LPE',
        find: 'return V ? henvcfg.LPE : menvcfg.LPE;',
        replace: 'return menvcfg.LPE;',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/interpreter/shadow-stack.ts',
    ['packages/hart/src/interpreter/shadow-stack.test.ts'],
    [
      {
        id: 'H344',
        title: 'sspopchk checks nothing',
        find: "if (memory.low !== expectedLow || memory.high !== expectedHigh) return hart.raised.softwareCheck('shadow stack');",
        replace: '',
      },
      {
        id: 'H345',
        title: 'sspush moves ssp although the store faults',
        find: "  if (!memory.store(top, effective, 8, valueLow, valueHigh, 'shadow-stack')) return false;\n  hart.store(ssp, top, topHigh);",
        replace:
          "  hart.store(ssp, top, topHigh);\n  if (!memory.store(top, effective, 8, valueLow, valueHigh, 'shadow-stack')) return false;",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/memory/address-space.ts',
    ['packages/hart/src/interpreter/shadow-stack.test.ts'],
    [
      {
        id: 'H281',
        title: 'a cache-block operation takes a shadow stack for a page to read',
        find: 'this.#request.cacheBlock = true;',
        replace: '',
      },
    ],
  ),
];
