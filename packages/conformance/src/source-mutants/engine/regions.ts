import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const rows = 'packages/engine/src/jit/region.test.ts';
const turns = 'packages/engine/src/engine.test.ts';
const loops = 'packages/engine/src/jit/loops.test.ts';
const explore = 'packages/engine/src/jit/explore.test.ts';
const suite = 'packages/conformance/src/engine/jit-engine.test.ts';

/** What is compiled, and when it is no longer what the code says. */
export const regionMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    'packages/engine/src/jit/region.ts',
    [turns],
    [
      {
        id: 'E302',
        title: 'an instruction that is left within a block has been counted',
        find: 'whereabouts(pc, length - index)',
        replace: 'whereabouts(pc, length - index - 1)',
      },
      {
        id: 'E303',
        title: 'registers are not written back at the end of a region',
        find: '    this.#registers.store(this.#written);\n    this.#storePc(code, () => code.get(this.#target));',
        replace: '    this.#storePc(code, () => code.get(this.#target));',
      },
      {
        id: 'E304',
        title: 'registers are not written back where a region is left within a block',
        find: '    this.#registers.store(this.#written);\n    this.#storePc(code, () => {\n      code.get(this.#where)',
        replace: '    this.#storePc(code, () => {\n      code.get(this.#where)',
        killedBy: [turns],
      },
      {
        id: 'E305',
        title: 'another page of code lies where it lay',
        find: 'pageOf(edge.at) !== 0 && pageOf(edge.at) !== pageOf(from.block.at)) {',
        replace: 'pageOf(edge.at) > 9) {',
        killedBy: [loops],
      },
      {
        id: 'E306',
        title: 'a function returns to where it was called from, whatever it says',
        find: "      this.#addressOf(expected.at);\n      code.get(this.#target).op('i64.eq');",
        replace: '      code.i32(1);',
        killedBy: [loops],
      },
      {
        id: 'E307',
        title: 'an indirect jump leads to a place that looks like its target',
        find: "        code.get(offset).i32(edge.at).op('i32.ne').brIf(none);\n",
        replace: '',
      },
      {
        id: 'E308',
        title: 'a branch jumps to where no instruction can be',
        find: "    if (at % 4 === 0 || this.#at.isa.has('C')) return;",
        replace: '    if (at % 2 === 0) return;',
      },
      {
        id: 'E309',
        title: 'an indirect jump leads to where no instruction can be',
        find: "    if (this.#at.isa.has('C')) return;\n    code.get(this.#target)",
        replace: "    if (this.#at.isa.has('I')) return;\n    code.get(this.#target)",
        killedBy: [loops],
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/instructions.ts',
    [rows],
    [
      {
        id: 'E310',
        title: 'floating-point state that is off is used in a region',
        find: "    this.code.get(this.#isFloatDirty).op('i32.eqz');\n    this.#flow.leaveWhen();\n",
        replace: '',
      },
      {
        id: 'E311',
        title: 'a region rounds to the nearest whatever frm says',
        find: "      code.get(this.#fcsr()).i32(fcsr.frm.ones).op('i32.and');\n      this.#flow.leaveWhen();\n",
        replace: '',
        killedBy: [loops],
      },
      {
        id: 'E329',
        title: 'a region jumps to where no landing pad is',
        find: '    this.code.get(this.#landingPads);\n    this.#flow.leaveWhen();\n',
        replace: '',
        killedBy: ['packages/engine/src/emit/landing-pads.test.ts'],
      },
      {
        id: 'E353',
        title: 'a region keeps to itself what it accrues',
        find: "op('i32.or').set(control);\n        storeControl(code, this.#variables.block, control);",
        replace: "op('i32.or').set(control);",
        killedBy: [loops],
      },
      {
        id: 'E312',
        title: 'in a region results are rounded and nobody hears of it',
        find: "code.get(control).i32(NX).op('i32.or').set(control);",
        replace: '',
        killedBy: ['packages/engine/src/jit/float-registers.test.ts'],
      },
      {
        id: 'E313',
        title: 'in a region a compressed jump links as a long one',
        find: '    this.code.i64(BigInt(this.#instruction.length));',
        replace: '    this.code.i64(4n);',
        killedBy: [loops],
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/region-memory.ts',
    [rows],
    [
      {
        id: 'E315',
        title: 'an access that is not aligned is made in a page that is known',
        find: '      .i64(pageMask | BigInt(width - 1))',
        replace: '      .i64(pageMask)',
        killedBy: [loops],
      },
      {
        id: 'E351',
        title: 'a region stores where it may load',
        find: 'super.reach(access, width, () => code.get(this.address), atomic);',
        replace: "super.reach('load', width, () => code.get(this.address), atomic);",
        killedBy: [suite],
      },
      {
        id: 'E316',
        title: 'a store of a region does not make its page dirty',
        find: "      if (access === 'store') this.makeDirty();\n",
        replace: '',
        killedBy: [suite],
      },
      {
        id: 'E317',
        title: 'a region stores to where it has loaded from',
        find: 'this.#known[access][this.#base] ??=',
        replace: 'this.#known.load[this.#base] ??=',
        killedBy: [loops],
      },
      {
        id: 'E318',
        title: 'a region knows a page when it begins',
        find: '      before.i64(noPage).set(page);',
        replace: '      before.i64(0n).set(page);',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/other-page.ts',
    [loops],
    [
      {
        id: 'E352',
        title: 'a region goes on in a page from which the hart may not fetch',
        find: "    code.op('i32.eqz');\n    this.#memory.locate('fetch', this.#address);",
        replace: "    code.op('drop').i32(0);\n    this.#memory.locate('fetch', this.#address);",
      },
      {
        id: 'E319',
        title: 'a page of code is where it was as long as there is one',
        find: "    code.get(this.#memory.place).i32(this.#at.placeOf(page)).op('i32.ne', 'i32.or');\n",
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/code-pages.ts',
    ['packages/engine/src/code-pages.test.ts'],
    [
      {
        id: 'E324',
        title: 'a region stays when its page gives way',
        find: '    this.#user?.changed(page, 0, pageBytes);\n',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/compiler.ts',
    [turns],
    [
      {
        id: 'E320',
        title: 'a region stays when its code changes',
        find: '        this.#end(region);\n        if',
        replace: '        if',
      },
      {
        id: 'E354',
        title: 'a change of code in another page than that in which a region begins goes unnoticed',
        find: '    for (const span of spans) {',
        replace: '    for (const span of spans.slice(0, 1)) {',
        killedBy: [loops, suite],
      },
      {
        id: 'E355',
        title: 'only one region of a page ends when its code changes',
        find: '        this.#end(region);\n        if',
        replace: '        this.#end(region);\n        return;\n        if',
        killedBy: [loops, suite],
      },
      {
        id: 'E321',
        title: 'the last instruction of a block can change unnoticed',
        find: 'span.begin < end && span.end > begin)',
        replace: 'span.begin < end && span.end - 4 > begin)',
        killedBy: [loops],
      },
      {
        id: 'E322',
        title: 'where a region was, another operation goes on',
        find: 'this.#words[(at + record.operation) / 2] = this.#words[this.operations / 2 + number]!;',
        replace: 'this.#words[(at + record.operation) / 2] = this.#words[this.operations / 2]!;',
        killedBy: [loops],
      },
      {
        id: 'E323',
        title: 'regions are made although there is no place for them',
        find: 'this.#free.length < regions || ',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/registers.ts',
    [rows],
    [
      {
        id: 'E325',
        title: 'floating-point registers are not written back',
        find: "else if (k === 'setFloat') written.f |= bit;",
        replace: '',
        killedBy: ['packages/engine/src/jit/float-registers.test.ts'],
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/explore.ts',
    [explore],
    [
      {
        id: 'E356',
        title: 'a region goes further than it can say where it is',
        find: ' || Math.abs(at) >= farthest',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/untangle.ts',
    ['packages/engine/src/jit/untangle.test.ts'],
    [
      {
        id: 'E326',
        title: 'a switch leads all ways to its first',
        find: 'edge.way = way;',
        replace: 'edge.way = 0;',
      },
      {
        id: 'E340',
        title: 'a loop within a loop keeps its beginnings',
        find: '    untangleWithin(loop, all);\n',
        replace: '',
      },
      {
        id: 'E341',
        title: 'each loop gets a switch',
        find: 'if (beginnings.size > 1)',
        replace: 'if (beginnings.size > 0)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/region.ts',
    ['packages/engine/src/jit/ways.test.ts'],
    [
      {
        id: 'E342',
        title: 'a switch does not know where to',
        find: 'if (edge.way !== undefined) this',
        replace: 'if (edge.way === 0) this',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/budget.ts',
    ['packages/engine/src/jit/budget.test.ts'],
    [
      {
        id: 'E343',
        title: 'a loop that begins at a switch has no look at the budget',
        find: 'switched.has(block) || ',
        replace: '',
      },
      {
        id: 'E328',
        title: 'the budget is looked at for the shorter of two ways',
        find: 'Math.max(0, ...after)',
        replace: 'Math.min(0, ...after)',
      },
    ],
  ),
  ...mutantsOf(
    'packages/engine/src/jit/explore.ts',
    [explore],
    [
      {
        id: 'E327',
        title: 'a function that calls itself is followed as if it returned each time',
        find: '    for (let active = caller; active; active = active.caller) if (active.callee === callee) return undefined;\n',
        replace: '',
      },
    ],
  ),
];
