import { readFileSync, writeFileSync } from 'node:fs';
import { MachineMemory } from '@hartlab/hart';
import { assemble, decoder, parseIsa } from '@hartlab/isa';
import { expect, test } from 'vitest';
import { jit } from '../engine.ts';
import { operationsOf } from '../interpreter/operations.ts';
import { listing } from '../testing/listing.ts';
import { Code } from '../wasm/code.ts';
import { order } from './blocks.ts';
import { explore, type Source } from './explore.ts';
import { InstructionEmitter } from './instructions.ts';
import { emitRegion } from './region.ts';
import { RegisterLocals } from './registers.ts';

/*
 * What is emitted, as text: who changes an emitter sees what that does, and reviews it. HARTLAB_GOLDEN=write makes the file
 * anew.
 */

const golden = new URL('region.golden.txt', import.meta.url);
const isa = parseIsa('max');
const decode = decoder(isa);
const { writableIn } = operationsOf(isa);
const ramSize = 1 << 20;
const memory = new MachineMemory({ harts: 1, ramBase: 0x8000_0000, ramSize, engineBytes: jit.bytes(ramSize) });
const bytesOf = (source: string) => assemble(source, { origin: 0n });

/** One instruction in a region, without what is around it. */
function instruction(source: string): string {
  const { bytes } = bytesOf(source);
  const code = new Code(4);
  const [block, caches, page] = ['block', 'caches', 'page'].map((name, index) => code.parameter(index, name));
  const flow = {
    leaveWhen: () => code.when(() => void code.op('unreachable')),
    jump: () => void code.op('drop', 'unreachable'),
    noteJump: () => void code.op('drop'),
    leave: () => void code.op('unreachable'),
  };
  const registers = new RegisterLocals(code, block!, 0);
  const emitter = new InstructionEmitter(
    code,
    { isa, memory, writableIn },
    { block: block!, caches: caches!, page: page! },
    registers,
    flow,
  );
  emitter.emit(decode(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true))!, 0);
  return listing(code);
}

const instructions = [
  'addi a0, a1, -4',
  'addw a0, a1, a2',
  'sltu a0, a1, a2',
  'auipc a0, 0x12',
  'rem a0, a1, a2',
  'cpop a0, a1',
  'lw a0, 8(a1)',
  'sd a0, 16(sp)',
  'amomaxu.w a0, a1, (a2)',
  'sc.d a0, a1, (a2)',
  'blt a0, a1, .+16',
  'jalr ra, 4(a0)',
  'fadd.d fa0, fa1, fa2',
  'fcvt.w.d a0, fa0, rtz',
  'csrrc a0, sscratch, a1',
];

/** A region whose code is all known, and in which each indirect jump may lead to these labels. */
function region(source: string, targets: readonly string[] = []): string {
  const { bytes, labels } = bytesOf(source);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const code: Source = {
    instructionAt: (at) => (at >= 0 && at + 4 <= bytes.length ? decode(view.getUint32(at, true)) : undefined),
    targetsOf: () => targets.map((label) => Number(labels.get(label))),
  };
  const written = new Code(4);
  emitRegion(written, order(explore(code, 0)), {
    isa,
    memory,
    writableIn,
    placeOf: () => memory.layout.ram,
  });
  return listing(written);
}

const regions: readonly (readonly [source: string, targets?: readonly string[]])[] = [
  ['loop: lw a2, 0(a0)\naddi a0, a0, 4\nadd a3, a3, a2\nbne a0, a1, loop'],
  [
    'next: lbu a1, 0(a0)\njal ra, find\njr a2\nup: addi a3, a3, 1\nj next\ndown: addi a3, a3, -1\nj next\nfind: sh3add a2, a1, a4\nret',
    ['up', 'down'],
  ],
];

test('what is emitted is what was reviewed', () => {
  const text = [
    ...instructions.map((source) => `# ${source}\n${instruction(source)}\n`),
    ...regions.map(([source, targets]) => `${source.replaceAll(/^/gm, '# ')}\n${region(source, targets)}\n`),
  ].join('\n');
  if (process.env['HARTLAB_GOLDEN'] === 'write') writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
});
