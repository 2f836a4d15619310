import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  assemble,
  csrAddresses,
  compressedRowsOf,
  decoder,
  disassemble,
  parseIsa,
  rowsOf,
  undecodable,
} from '@hartlab/isa';
import { contributorCommand } from '../dist/contributor-command.js';
import { generator, halfwords, wordsOf } from './corpus.mjs';

const {
  values: flags,
  count,
  refuse,
} = contributorCommand({
  name: 'compare:binutils',
  help: `Compares the decoder, disassembler and assembler with GNU binutils, on all 16-bit encodings, on every row of the
tables with its operand corners, on random words and on constants for li. Needs GNU as, objdump and objcopy for riscv64.

The tools are PREFIXas and so on, with the prefix that --tools gives; without it, $BINUTILS_PREFIX or else
riscv64-linux-gnu-. Extensions that this as does not know are left out, and named. binutils 2.47 knows all of ours.
Prints how much was compared and every difference that is not explained; exits 1 if there is one. --golden also rewrites
the sample on which the tests of @hartlab/isa check the disassembler where binutils is missing.`,
  options: {
    seed: { type: 'string', default: '1' },
    golden: { type: 'boolean', default: false },
    tools: { type: 'string', default: process.env.BINUTILS_PREFIX ?? 'riscv64-linux-gnu-' },
  },
});
/** Whether the tool is there to be run. */
const hasTool = (tool) => !spawnSync(`${flags.tools}${tool}`, ['--version']).error;
const random = generator(count('seed'));
const folder = mkdtempSync(join(tmpdir(), 'compare-binutils-'));
const run = (tool, ...options) => execFileSync(`${flags.tools}${tool}`, options, { maxBuffer: 2 ** 30, stdio: 'pipe' });
if (!hasTool('as')) refuse(`there is no ${flags.tools}as; install binutils-riscv64-linux-gnu, or give --tools`);
const version = / (\d+\.\d+)/.exec(run('objdump', '--version').toString())?.[1];

/**
 * The largest part of our ISA that this as knows. It names one unknown extension at a time, and would take the number in
 * sv39 for a version.
 */
function knownIsa() {
  const source = join(folder, 'empty.s');
  writeFileSync(source, '');
  let march = parseIsa('max').name.replaceAll(/_sv\d+/g, '');
  for (;;) {
    try {
      run('as', `-march=${march}`, source, '-o', join(folder, 'empty.o'));
      return march;
    } catch (error) {
      const [, unknown] = /ISA extension `(\w+)'/.exec(String(error.stderr)) ?? [];
      if (unknown === undefined) throw error;
      console.log(`as ${version} does not know ${unknown}`);
      march = unknown.length === 1 ? march.replace(unknown, '') : march.replace(new RegExp(`_${unknown}(?=_|$)`), '');
    }
  }
}
const march = knownIsa();
const isa = parseIsa(march);
const decode = decoder(isa);

const immediateMnemonics = new Map(
  ['add', 'and', 'or', 'xor', 'sll', 'srl', 'sra', 'slt', 'csrw', 'csrs', 'csrc', 'csrrw', 'csrrs', 'csrrc']
    .concat(['ror', 'bclr', 'bext', 'binv', 'bset'])
    .map((name) => [name, `${name}i`])
    .concat([
      ['sltu', 'sltiu'],
      ['addw', 'addiw'],
      ['sllw', 'slliw'],
      ['srlw', 'srliw'],
      ['sraw', 'sraiw'],
      ['rorw', 'roriw'],
    ]),
);
const isJump = /^(?:jal?|(?:c\.)?(?:j|b(?:eq|ne|lt|ge|gt|le)u?z?))\t/;
const withImmediateMnemonic = (text) => text.replace(/^\w+/, (name) => immediateMnemonics.get(name) ?? name);
const csrNumber = (text) =>
  text.replace(/[a-z]\w+/g, (word) => (word in csrAddresses ? `0x${csrAddresses[word].toString(16)}` : word));

/** A conversion that never rounds, with an rm that is written. */
const isExactConversion = /^fcvt\.(?:d\.(?:s|h|wu?)|s\.h)\t\w+,\w+,/;

/** Differences that are no defect of ours, each with the test that recognises it. */
const explanations = [
  {
    reason: 'objdump 2.47 writes bits that are no instruction as .insn',
    accepts: ({ ours, theirs }) =>
      /^\.[24]byte\t/.test(ours) && Number(ours.split('\t')[1]) === Number(/^\.insn\t[24], (\w+)$/.exec(theirs)?.[1]),
  },
  {
    reason: 'objdump 2.40 writes addi as add, csrwi as csrw and so on; we write the name that the instruction has',
    accepts: ({ ours, theirs }) => ours === withImmediateMnemonic(theirs),
  },
  {
    reason: 'we write addresses with 0x, so that the assembler reads them back',
    accepts: ({ ours, theirs }) => isJump.test(ours) && ours.replace(/0x(?=[\da-f]+$)/, '') === theirs,
  },
  {
    reason: 'objdump 2.40 does not know the name of this CSR',
    accepts: ({ ours, theirs }) => csrNumber(ours) === withImmediateMnemonic(theirs) || csrNumber(ours) === theirs,
  },
  {
    reason:
      'objdump writes the HINT c.addi rd, 0 as an addition of 0; we use the alias mv, which is the same instruction',
    accepts: ({ ours, theirs }) => ours.startsWith('mv\t') && /^addi?\t(\w+),\1,0$/.test(theirs),
  },
  {
    reason:
      'objdump writes the HINTs that shift by 0 as c.slli and so on (2.40: c.slli64, the RV128 name), we as other shifts',
    accepts: ({ ours, theirs }) => /^c\.s..i(?:64)?\t/.test(theirs) && /^(?:c\.)?s..i\t.*,0x0$/.test(ours),
  },
  {
    reason: 'objdump writes an empty fence set as unknown; as accepts neither unknown nor 0',
    accepts: ({ ours, theirs }) => theirs.replaceAll('unknown', '0') === ours,
  },
  {
    reason: 'without aliases, objdump writes the HINT c.nop imm as c.addi zero, imm',
    accepts: ({ ours, theirs }) => ours.startsWith('c.nop\t') && /^c\.addi\tzero,\S+$/.test(theirs),
  },
  {
    reason: 'objdump 2.40 knows neither landing pads nor shadow stacks',
    accepts: ({ ours, theirs }) =>
      ours.replace(/^lpad\t/, 'auipc\tzero,') === theirs ||
      (/^ss(?:push|popchk|rdp|amoswap)/.test(ours) && theirs.startsWith('.4byte')),
  },
  {
    reason:
      'pause and fence.tso are instructions of their own for objdump, and aliases of fence for riscv-opcodes and us',
    accepts: ({ ours, theirs }) => /^(?:pause|fence\.tso)$/.test(theirs) && ours.startsWith('fence\t'),
  },
  {
    reason: 'ntl.* are instructions of their own for objdump, and aliases of add and c.add for riscv-opcodes and us',
    accepts: (pair) => [pair.ours, pair.theirs].every((text) => /^(?:c\.)?(?:ntl\.|add\tzero,)/.test(text)),
  },
  {
    reason: 'aes64ks1i with rnum above 10 is reserved (unpriv "Zkne NIST Suite: AES Encryption"); objdump decodes it',
    accepts: ({ theirs }) => /^aes64ks1i\t.*0x[b-f]$/.test(theirs),
  },
  {
    reason: 'objdump 2.47 names CSRs of Smpmpdeleg and Sspmp, which are not in the specification yet',
    accepts: ({ ours, theirs }) => theirs.replace(/[ms]pmp\w+/, '#') === ours.replace(/0x[\da-f]{3}/, '#'),
  },
  {
    reason: 'riscv-opcodes and we have a row for each register of sspush and sspopchk; for objdump it is an operand',
    accepts: ({ ours, theirs }) => withRegister(ours) === theirs,
  },
  {
    reason: 'a reserved rounding mode makes an instruction that does not decode; objdump writes unknown',
    accepts: ({ ours, theirs }) => ours.startsWith('.4byte') && theirs.endsWith(',unknown'),
  },
  {
    reason:
      'conversions that never round have an rm like the others; objdump knows them with rm = 0 only, and so does as',
    accepts: ({ ours, theirs }) => isExactConversion.test(ours) && /^\.(?:4byte|insn)/.test(theirs),
  },
  {
    reason: 'without aliases, objdump writes unimp as c.unimp; as knows both',
    accepts: ({ ours, theirs }) => ours === 'unimp' && theirs === 'c.unimp',
  },
  {
    reason:
      'c.addi16sp with nzimm = 0 is reserved (unpriv "Integer Register-Immediate Operations"); objdump decodes it',
    accepts: ({ bits }) => bits === 0x6101,
  },
];

/** Whether no difference between these two mnemonics was printed yet. */
const printed = new Set();
function isNews({ what, ours, theirs }) {
  const kind = [what, ours, theirs].map((text) => text.split(/[\s]/)[0]).join(' ');
  return !printed.has(kind) && printed.add(kind);
}

let compared = 0;
let failures = 0;
const accounted = new Map();

/** Compares one pair of texts; true when they agree or the difference is explained. */
function check(pair) {
  compared++;
  if (pair.ours === pair.theirs) return;
  const explanation = explanations.find(({ accepts }) => accepts(pair));
  if (explanation) accounted.set(explanation.reason, (accounted.get(explanation.reason) ?? 0) + 1);
  else if (++failures && isNews(pair))
    console.log(`${pair.what} ${pair.bits.toString(16)}: ours '${pair.ours}', theirs '${pair.theirs}'`);
}

/** Runs as on the source and gives the path of the object. */
function gas(source) {
  const path = join(folder, 'corpus.s');
  const object = join(folder, 'corpus.o');
  writeFileSync(path, source);
  run('as', `-march=${march}`, '-mno-relax', path, '-o', object);
  return object;
}

/** The instructions that objdump shows: `{ pc, bits, text }`. */
function objdump(object, ...options) {
  const listing = run('objdump', '-d', '-z', ...options, object);
  return [...listing.toString().matchAll(/^ *([\da-f]+):\t([\da-f]+) +\t(.*)$/gm)].map(([, pc, bits, text]) => ({
    pc: BigInt(`0x${pc}`),
    bits: Number(`0x${bits}`),
    text: text.replace(/ *[<#].*/, '').trim(),
  }));
}

const C = compressedRowsOf(isa);
const rows = rowsOf(isa);
const corpus = [
  ...halfwords(),
  ...rows.flatMap((row) => wordsOf(row, 250, random)),
  ...Object.values(csrAddresses).map((address) => ((address << 20) | 0x2573) >>> 0),
  ...Array.from({ length: 8000 }, () => (random() | 3) >>> 0).filter((word) => (word & 0x1f) !== 0x1f),
];

function compareDisassembly(object, names) {
  const shown = objdump(object, ...(names === 'aliases' ? [] : ['-M', 'no-aliases']));
  if (shown.length !== corpus.length) throw new Error(`objdump shows ${shown.length} of ${corpus.length} instructions`);
  const pairs = shown.map(({ pc, bits, text }) => {
    const decoded = decode(bits);
    const ours = decoded ? disassemble(decoded, pc, undefined, names) : undecodable(bits);
    return { what: `disassembly (${names})`, bits, pc, ours, theirs: text };
  });
  pairs.forEach(check);
  return pairs;
}

/** riscv-opcodes and we have a row for each register of sspush and sspopchk; for GNU it is an operand. */
const withRegister = (text) =>
  text.replace(
    /^((?:c\.)?(?:sspush|sspopchk))\.(x[15])$/,
    (_, name, register) => `${name}\t${register === 'x1' ? 'ra' : 't0'}`,
  );

/**
 * What every as reads: not an empty fence set, and not the HINTs that shift by 0, which 2.40 knows as c.slli64 and so on.
 */
const isAccepted = (text) =>
  !/^\.|^fence\t.*\b0|^c\.s..i\t.*,0x0$/.test(text) &&
  !isExactConversion.test(text) &&
  (isa.has('Zihintntl') || !/^(?:c\.)?ntl/.test(text));

/** Every instruction that has a spelling, as source for as and for us; an address is a distance from `.`. */
function compareAssembly() {
  const sources = corpus.flatMap((bits) => {
    const decoded = decode(bits);
    if (!decoded) return [];
    const texts = decoded.compressed
      ? [disassemble(decoded, 0n, undefined, 'no aliases')]
      : [disassemble(decoded, 0n), disassemble(decoded, 0n, undefined, 'no aliases')];
    return texts
      .map((text) => (text === 'c.nop\t0' ? 'c.nop' : withRegister(text)))
      .filter(isAccepted)
      .map((text) => ({
        bits,
        text: isJump.test(text) ? text.replace(/0x[\da-f]+$/, `. + ${decoded.imm}`) : text,
      }));
  });
  const lines = sources.map(({ text }) => csrNumber(text));
  const isCompressed = (text) => text.startsWith('c.');
  compareBytes('assembly', ['.option norvc', ...lines.filter((text) => !isCompressed(text))].join('\n'));
  compareBytes('assembly', ['.option rvc', ...lines.filter(isCompressed)].join('\n'));
  return sources.length;
}

/** Assembles one source with both and compares the text sections byte by byte. */
function compareBytes(what, source) {
  const path = join(folder, 'text.bin');
  run('objcopy', '-O', 'binary', '-j', '.text', gas(`${source}\n`), path);
  const theirs = readFileSync(path);
  const { bytes, lines } = assemble(source, { isa });
  const text = source.split('\n');
  for (const { address, line } of lines) {
    const at = Number(address);
    const word = (from) => Buffer.from(from.subarray(at, at + 4)).toString('hex');
    check({ what, bits: at, ours: `${text[line - 1]} ${word(bytes)}`, theirs: `${text[line - 1]} ${word(theirs)}` });
  }
  if (bytes.length !== theirs.length) {
    failures++;
    console.log(`${what}: ${bytes.length} bytes, theirs ${theirs.length}`);
  }
}

/** Constants of every size, with long runs of ones and zeros. */
function constants() {
  const found = [];
  for (let bit = 0n; bit < 64n; bit++)
    for (const near of [-2049n, -2048n, -1n, 0n, 1n, 2047n, 2048n]) found.push((1n << bit) + near);
  for (let left = 3000; left > 0; left--) {
    const value = (BigInt(random()) << 32n) | BigInt(random());
    found.push(BigInt.asIntN(64, (value >> BigInt(random() % 64)) << BigInt(random() % 64)));
  }
  return found.map((value) => BigInt.asIntN(64, value));
}

try {
  const object = gas(
    corpus.map((bits) => `.insn ${(bits & 3) === 3 ? 4 : 2}, 0x${bits.toString(16)}`).join('\n') + '\n',
  );
  const pairs = compareDisassembly(object, 'aliases');
  compareDisassembly(object, 'no aliases');
  const sources = compareAssembly();
  const numbers = constants();
  compareBytes('li', ['.option norvc', ...numbers.map((value) => `li a0, ${value}`)].join('\n'));
  console.log(
    `corpus: ${corpus.length} encodings (${rows.length} + ${C.length} rows), ${sources} source lines, ${numbers.length} constants`,
  );
  for (const [reason, count] of accounted) console.log(`explained ${count} times: ${reason}`);
  console.log(`${compared} comparisons, ${failures} unexplained differences`);
  if (flags.golden) {
    const sample = pairs.filter((_, index) => index % 89 === 0);
    const lines = sample.map(({ bits, pc, ours, theirs }) =>
      [bits.toString(16), pc.toString(16), theirs, ...(ours === theirs ? [] : [ours])]
        .join(' | ')
        .replaceAll('\t', ' '),
    );
    writeFileSync(
      new URL('../../isa/src/binutils.golden.txt', import.meta.url),
      `${[isa.name, ...lines].join('\n')}\n`,
    );
  }
  process.exitCode = failures ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true });
}
