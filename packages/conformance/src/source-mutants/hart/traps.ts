import { type SourceMutant, mutantsOf } from '../source-mutant.ts';

const traps = 'packages/hart/src/trap/traps.test.ts';
const interrupts = 'packages/hart/src/trap/interrupts.test.ts';
const system = 'packages/hart/src/interpreter/system.test.ts';
const doubleTrap = 'packages/hart/src/trap/double-trap.test.ts';

/** Trap entry and return, delegation, the choice of interrupts, what traps tell of their instruction. */
export const trapMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/hart/src/trap/traps.ts',
    [traps],
    [
      {
        id: 'H101',
        title: 'a trap in M-mode is delegated',
        find: "if (hart.privilege === 'M' || !delegates",
        replace: 'if (!delegates',
      },
      {
        id: 'H102',
        title: 'hedeleg alone delegates to VS-mode, whatever medeleg says',
        find: "|| !delegates(isInterrupt ? mideleg : medeleg, code, hart)) return 'M';",
        replace:
          ") return 'M';\n  if (hart.V && delegates(isInterrupt ? hideleg : hedeleg, code, hart)) return 'VS';\n  if (!delegates(isInterrupt ? mideleg : medeleg, code, hart)) return 'M';",
      },
      {
        id: 'H103',
        title: 'hedeleg counts with V = 0',
        find: 'return hart.V && delegates(isInterrupt ? hideleg : hedeleg, code, hart)',
        replace: 'return delegates(isInterrupt ? hideleg : hedeleg, code, hart)',
      },
      {
        id: 'H104',
        title: 'SPVP is written with V = 0 too',
        find: 'if (hart.V) hart.set(hstatus.SPVP,',
        replace: 'hart.set(hstatus.SPVP,',
      },
      {
        id: 'H105',
        title: 'SPV is not cleared by a trap from HS-mode or U-mode',
        find: 'hart.set(hstatus.SPV, hart.V ? 1 : 0);',
        replace: 'if (hart.V) hart.set(hstatus.SPV, 1);',
      },
      {
        id: 'H106',
        title: 'hstatus.GVA is V, whatever xtval holds',
        find: 'hart.set(hstatus.GVA, trap.gva ? 1 : 0);',
        replace: 'hart.set(hstatus.GVA, hart.V ? 1 : 0);',
      },
      {
        id: 'H107',
        title: 'mstatus.GVA is sticky',
        find: 'hart.set(mstatus.GVA, trap.gva ? 1 : 0);',
        replace: 'if (trap.gva) hart.set(mstatus.GVA, 1);',
      },
      {
        id: 'H108',
        title: 'mstatus.MPV is not cleared by a trap with V = 0',
        find: 'hart.set(mstatus.MPV, hart.V ? 1 : 0);',
        replace: 'if (hart.V) hart.set(mstatus.MPV, 1);',
      },
      {
        id: 'H109',
        title: 'mtval keeps its value where a trap has none for it',
        find: 'hart.state.setHalves(mtval.address, trap.tvalLow, trap.tvalHigh);',
        replace: 'if (trap.tvalLow | trap.tvalHigh) hart.state.setHalves(mtval.address, trap.tvalLow, trap.tvalHigh);',
      },
      {
        id: 'H110',
        title: 'htval is not written by traps without a guest physical address',
        find: 'hart.state.setHalves(htval.address, trap.tval2Low, trap.tval2High);',
        replace:
          'if (trap.tval2Low | trap.tval2High) hart.state.setHalves(htval.address, trap.tval2Low, trap.tval2High);',
      },
      {
        id: 'H111',
        title: 'entry into HS-mode leaves SPIE alone',
        find: 'hart.set(mstatus.SPIE, hart.get(mstatus.SIE));',
        replace: '',
      },
      {
        id: 'H112',
        title: 'VS-mode sees VS-level cause numbers',
        find: 'code === interrupt.VSSI || code === interrupt.VSTI || code === interrupt.VSEI ? code - 1 : code',
        replace: 'code',
      },
      {
        id: 'H113',
        title: 'vectored exceptions go to BASE + 4 * cause',
        find: 'isInterrupt && hart.get(MODE) === 1',
        replace: 'hart.get(MODE) === 1',
      },
      {
        id: 'H114',
        title: 'interrupts go to BASE in Vectored mode',
        find: 'if (vectored) hart.state.advance(4 * code);',
        replace: '',
      },
      {
        id: 'H115',
        title: 'mret leaves MPRV set',
        find: "if (privilege !== 'M') hart.set(mstatus.MPRV, 0);\n  hart.set(mstatus.MDT",
        replace: 'hart.set(mstatus.MDT',
      },
      {
        id: 'H116',
        title: 'mret to M-mode clears MPRV',
        find: "if (privilege !== 'M') hart.set(mstatus.MPRV, 0);\n  hart.set(mstatus.MDT",
        replace: 'hart.set(mstatus.MPRV, 0);\n  hart.set(mstatus.MDT',
      },
      { id: 'H117', title: 'mret leaves MPP alone', find: "hart.set(mstatus.MPP, encodePrivilege('U'));", replace: '' },
      {
        id: 'H119',
        title: 'mret with MPP = M enters V = 1 where MPV is set',
        find: "const V = privilege !== 'M' && hart.get(mstatus.MPV) === 1;",
        replace: 'const V = hart.get(mstatus.MPV) === 1;',
      },
      { id: 'H120', title: 'sret leaves SPV set', find: 'if (!hart.V) hart.set(hstatus.SPV, 0);', replace: '' },
      {
        id: 'H121',
        title: "sret in VS-mode clears the hypervisor's SPV",
        find: 'if (!hart.V) hart.set(hstatus.SPV, 0);',
        replace: 'hart.set(hstatus.SPV, 0);',
      },
      {
        id: 'H122',
        title: 'sret in VS-mode leaves V = 1 by hstatus.SPV',
        find: 'const V = hart.V || hart.get(hstatus.SPV) === 1;',
        replace: 'const V = hart.get(hstatus.SPV) === 1;',
      },
      {
        id: 'H123',
        title: 'sret in VS-mode returns by sstatus.SPP of HS-mode',
        find: "const privilege = hart.get(status.SPP) === 1 ? 'S' : 'U';",
        replace: "const privilege = hart.get(mstatus.SPP) === 1 ? 'S' : 'U';",
      },
      {
        id: 'H124',
        title: 'a return keeps the reservation',
        find: 'hart.state.endReservation();',
        replace: '',
        killedBy: [traps, 'packages/hart/src/memory/virtual-memory.test.ts'],
      },
      {
        id: 'H125',
        title: 'a trap to S-mode with SDT set is taken there',
        find: '=== 1) {\n    trap.becomeDouble()',
        replace: '=== 2) {\n    trap.becomeDouble()',
        killedBy: [doubleTrap],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/interrupts.ts',
    [interrupts],
    [
      {
        id: 'H133',
        title: 'mstatus.MIE masks M-level interrupts in less privileged modes',
        find: "privilege !== 'M' || hart.get(mstatus.MIE) === 1",
        replace: 'hart.get(mstatus.MIE) === 1',
      },
      {
        id: 'H134',
        title: 'mstatus.SIE masks HS-level interrupts in U-mode',
        find: "(V || privilege === 'U' || hart.get(mstatus.SIE) === 1)",
        replace: '(V || hart.get(mstatus.SIE) === 1)',
      },
      {
        id: 'H135',
        title: 'mstatus.SIE masks HS-level interrupts in VS-mode',
        find: "(V || privilege === 'U' || hart.get(mstatus.SIE) === 1)",
        replace: "(privilege === 'U' || hart.get(mstatus.SIE) === 1)",
      },
      {
        id: 'H136',
        title: 'delegated VS-level interrupts are taken with V = 0',
        find: 'const enabledVS = V && (',
        replace: 'const enabledVS = (',
      },
      {
        id: 'H137',
        title: 'HS-level interrupts are taken in M-mode',
        find: "const enabledHS = privilege !== 'M' && (",
        replace: 'const enabledHS = (',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/interrupts.ts',
    [interrupts],
    [
      {
        id: 'H138',
        title: 'an interrupt for HS-mode comes before one for M-mode',
        find: "(enabledM && this.#takesTop(topForM(hart), 'M')) ||\n      (enabledHS && this.#takesTop(topForS(hart), 'HS')) ||",
        replace:
          "(enabledHS && this.#takesTop(topForS(hart), 'HS')) ||\n      (enabledM && this.#takesTop(topForM(hart), 'M')) ||",
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/csrs/top-interrupts.ts',
    [interrupts],
    [
      {
        id: 'H131',
        title: 'software interrupts come before external ones',
        find: 'interrupt.MEI,\n  interrupt.MSI,',
        replace: 'interrupt.MSI,\n  interrupt.MEI,',
      },
      {
        id: 'H132',
        title: 'timer interrupts come before software ones in S-mode',
        find: 'interrupt.SSI,\n  interrupt.STI,',
        replace: 'interrupt.STI,\n  interrupt.SSI,',
      },
      {
        id: 'H140',
        title: 'what is after the external interrupt in the default order comes before what has a number',
        find: '(place < placeOf(external) ? FIRST : LAST)',
        replace: 'FIRST',
        killedBy: ['packages/hart/src/csrs/top-interrupts.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/transformed-instruction.ts',
    ['packages/hart/src/interpreter/interpreter.test.ts', 'packages/hart/src/memory/virtual-memory.test.ts'],
    [
      {
        id: 'H141',
        title: 'a transformed load keeps its immediate',
        find: 'const keptOfLoad = 0x0000_7fff',
        replace: 'const keptOfLoad = 0xfff0_7fff',
      },
      {
        id: 'H142',
        title: 'a transformed store keeps rd in place of rs2',
        find: '0x01f0_707f',
        replace: '0x0000_7fff',
      },
      {
        id: 'H143',
        title: 'bit 1 of a transformed compressed instruction stays set',
        find: 'length === 2 ? kept & ~compressedBit : kept',
        replace: 'kept',
      },
      {
        id: 'H144',
        title: 'a transformed instruction says nothing of the offset',
        find: '| (offset << 15)',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/trap/trap.ts',
    ['packages/hart/src/memory/two-stage-translation.test.ts', traps],
    [
      {
        id: 'H145',
        title: 'htval holds the guest physical address unshifted',
        find: '    this.tval2Low = ((guestLow >>> 2) | (guestHigh << 30)) >>> 0;\n    this.tval2High = guestHigh >>> 2;',
        replace: '    this.tval2Low = guestLow;\n    this.tval2High = guestHigh;',
      },
      {
        id: 'H146',
        title: 'the pseudoinstruction says read for a write of A and D',
        find: 'write: 0x3020 }',
        replace: 'write: 0x3000 }',
      },
      {
        id: 'H147',
        title: 'page faults of a guest leave GVA clear',
        find: 'return this.#raise(pageFaults[access], low, high, V);',
        replace: 'return this.#raise(pageFaults[access], low, high, false);',
      },
      {
        id: 'H148',
        title: 'an illegal instruction leaves xtval zero',
        find: 'this.#raise(codeOf.illegalInstruction, bits, 0, false)',
        replace: 'this.#raise(codeOf.illegalInstruction, 0, 0, false)',
        killedBy: ['packages/hart/src/interpreter/interpreter.test.ts', traps],
      },
    ],
  ),
  ...mutantsOf(
    'packages/hart/src/interpreter/system.ts',
    [system],
    [
      {
        id: 'H153',
        title: 'hstatus.VTW traps wfi as an illegal instruction',
        find: 'if (hart.V && hart.get(hstatus.VTW) === 1) return hart.raised.virtualInstruction(bits);\n    hart.waiting',
        replace:
          'if (hart.V && hart.get(hstatus.VTW) === 1) return hart.raised.illegalInstruction(bits);\n    hart.waiting',
      },
      {
        id: 'H154',
        title: 'mstatus.TW counts in M-mode',
        find: "if (hart.privilege !== 'M' && hart.get(mstatus.TW) === 1) return hart.raised.illegalInstruction(bits);\n    if (!requireSupervisor",
        replace:
          'if (hart.get(mstatus.TW) === 1) return hart.raised.illegalInstruction(bits);\n    if (!requireSupervisor',
      },
      {
        id: 'H151',
        title: 'mstatus.TSR does not trap sret',
        find: 'if (isHS(hart) && hart.get(mstatus.TSR) === 1) return hart.raised.illegalInstruction(bits);',
        replace: '',
      },
      {
        id: 'H152',
        title: 'hstatus.VTSR does not trap sret',
        find: 'if (hart.V && hart.get(hstatus.VTSR) === 1) return hart.raised.virtualInstruction(bits);',
        replace: '',
      },
      {
        id: 'H155',
        title: 'wfi waits although an interrupt is pending',
        find: 'hart.waiting = !hart.interruptPending();',
        replace: 'hart.waiting = true;',
        killedBy: [system, interrupts],
      },
      {
        id: 'H156',
        title: 'mstatus.TVM traps sfence.vma in VS-mode',
        find: 'if (isHS(hart) && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);',
        replace:
          "if (hart.privilege === 'S' && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);",
      },
      {
        id: 'H157',
        title: 'hstatus.VTVM does not trap sfence.vma',
        find: 'if (hart.V && hart.get(hstatus.VTVM) === 1) return hart.raised.virtualInstruction(bits);',
        replace: '',
      },
      {
        id: 'H158',
        title: 'sfence.vma forgets nothing',
        find: 'return hart.raised.virtualInstruction(bits);\n  hart.flushTranslations();',
        replace: 'return hart.raised.virtualInstruction(bits);',
        killedBy: [
          'packages/hart/src/memory/translation-cache.test.ts',
          'packages/hart/src/memory/virtual-memory.test.ts',
        ],
      },
      {
        id: 'H159',
        title: 'hfence.gvma ignores mstatus.TVM',
        find: "if (hart.privilege === 'S' && hart.get(mstatus.TVM) === 1) return hart.raised.illegalInstruction(bits);",
        replace: '',
      },
      {
        id: 'H160',
        title: 'a hypervisor instruction in VU-mode is illegal',
        find: "if (V) return raised.virtualInstruction(bits);\n  return privilege !== 'U' || raised.illegalInstruction(bits);",
        replace:
          "if (privilege === 'U') return raised.illegalInstruction(bits);\n  return !V || raised.virtualInstruction(bits);",
      },
      {
        id: 'H161',
        title: 'HLV in U-mode does not need hstatus.HU',
        find: "hart.privilege === 'U' && hart.get(hstatus.HU) === 1",
        replace: "hart.privilege === 'U'",
      },
      {
        id: 'H162',
        title: 'an ecall from VS-mode has the cause of one from HS-mode',
        find: "privilege === 'S' && V ? 'VS' : privilege",
        replace: 'privilege',
      },
      {
        id: 'H163',
        title: 'ebreak leaves xtval zero',
        find: 'raised.breakpoint(state.pcLow, state.pcHigh, V)',
        replace: 'raised.breakpoint(0, 0, V)',
      },
    ],
  ),
];
