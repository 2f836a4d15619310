import { createCipheriv, createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instruction } from '../testing/instruction.ts';

/**
 * Whole ciphers and hash functions built from the instructions, against node:crypto. What is not an instruction here
 * (round constants, the order of the rounds) is as in FIPS 197, FIPS 180-4, GB/T 32905 and GB/T 32907.
 */

const two = (mnemonic: string) => instruction(`${mnemonic} a0, a1, a2`);
const one = (mnemonic: string) => instruction(`${mnemonic} a0, a1`);
const ecb = (cipher: string, key: Buffer, block: Buffer) =>
  createCipheriv(cipher, key, null).setAutoPadding(false).update(block);
const bytes = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((list) => Buffer.from(list));
const word = (value: bigint) => BigInt.asUintN(32, value);

describe('AES', () => {
  const es = two('aes64es');
  const esm = two('aes64esm');
  const ds = two('aes64ds');
  const dsm = two('aes64dsm');
  const im = one('aes64im');
  const ks2 = two('aes64ks2');
  const ks1i = Array.from({ length: 11 }, (_, round) => instruction(`aes64ks1i a0, a1, ${round}`));

  /** The key schedule in doublewords, each made by ks2 from the doublewords before it. */
  function schedule(key: Buffer, rounds: number): bigint[] {
    const size = key.length / 8;
    const keys = Array.from({ length: size }, (_, index) => key.readBigUInt64LE(8 * index));
    for (let round = 0; keys.length < 2 * (rounds + 1); round++) {
      let previous = ks1i[round]!(keys.at(-1)!);
      for (let index = 0; index < size; index++) {
        // FIPS 197, section 5.2: with a key of 256 bits, the fifth word is substituted too.
        if (size === 4 && index === 2) previous = ks1i[10]!(previous);
        previous = ks2(previous, keys.at(-size)!);
        keys.push(previous);
      }
    }
    return keys;
  }

  type State = readonly [bigint, bigint];
  const addKey = ([low, high]: State, keys: readonly bigint[], round: number): State => [
    low ^ keys[2 * round]!,
    high ^ keys[2 * round + 1]!,
  ];
  const read = (block: Buffer): State => [block.readBigUInt64LE(0), block.readBigUInt64LE(8)];
  const write = ([low, high]: State) => {
    const block = Buffer.alloc(16);
    block.writeBigUInt64LE(low, 0);
    block.writeBigUInt64LE(high, 8);
    return block;
  };

  function encrypt(block: Buffer, keys: readonly bigint[], rounds: number): Buffer {
    let state = addKey(read(block), keys, 0);
    for (let round = 1; round < rounds; round++)
      state = addKey([esm(state[0], state[1]), esm(state[1], state[0])], keys, round);
    return write(addKey([es(state[0], state[1]), es(state[1], state[0])], keys, rounds));
  }

  /** The equivalent inverse cipher: InvMixColumns is applied to the keys of the middle rounds. */
  function decrypt(block: Buffer, keys: readonly bigint[], rounds: number): Buffer {
    const mixed = keys.map((key, index) => (index < 2 || index >= 2 * rounds ? key : im(key)));
    let state = addKey(read(block), mixed, rounds);
    for (let round = rounds - 1; round > 0; round--)
      state = addKey([dsm(state[0], state[1]), dsm(state[1], state[0])], mixed, round);
    return write(addKey([ds(state[0], state[1]), ds(state[1], state[0])], mixed, 0));
  }

  test.each([
    { size: 128, rounds: 10 },
    { size: 192, rounds: 12 },
    { size: 256, rounds: 14 },
  ])('with a key of $size bits', ({ size, rounds }) => {
    fc.assert(
      fc.property(bytes(size / 8), bytes(16), (key, block) => {
        const keys = schedule(key, rounds);
        const encrypted = encrypt(block, keys, rounds);
        expect(encrypted).toEqual(ecb(`aes-${size}-ecb`, key, block));
        expect(decrypt(encrypted, keys, rounds)).toEqual(block);
      }),
      { numRuns: 20, seed: 1 },
    );
  });
});

describe('SM4', () => {
  const round = (mnemonic: string) =>
    Array.from({ length: 4 }, (_, bs) => instruction(`${mnemonic} a0, a1, a2, ${bs}`));
  const ed = round('sm4ed');
  const ks = round('sm4ks');
  // The instructions have the first byte of a word lowest, as a load leaves it.
  const words = (block: Buffer) => [0, 4, 8, 12].map((at) => BigInt(block.readUInt32LE(at)));
  /** GB/T 32907, section 7.3: byte j of CK(i) is (4i + j) * 7 mod 256. */
  const constant = (index: number) =>
    [0, 1, 2, 3].reduce((value, byte) => value | (BigInt(((4 * index + byte) * 7) % 256) << BigInt(8 * byte)), 0n);
  const family = words(Buffer.from('a3b1bac656aa3350677d9197b27022dc', 'hex'));
  const step = (instructions: typeof ed, state: readonly bigint[], key: bigint): bigint[] => {
    const [first = 0n, ...rest] = state;
    const mixed = rest.reduce((sum, value) => sum ^ value, key);
    return [...rest, word(instructions.reduce((sum, run) => run(sum, mixed), first))];
  };

  test('encrypts', () => {
    fc.assert(
      fc.property(bytes(16), bytes(16), (key, block) => {
        let keys = words(key).map((value, index) => value ^ family[index]!);
        let state = words(block);
        for (let index = 0; index < 32; index++) {
          keys = step(ks, keys, constant(index));
          state = step(ed, state, keys[3]!);
        }
        const encrypted = Buffer.alloc(16);
        state.toReversed().forEach((value, index) => encrypted.writeUInt32LE(Number(value), 4 * index));
        expect(encrypted).toEqual(ecb('sm4-ecb', key, block));
      }),
      { numRuns: 10, seed: 1 },
    );
  });
});

const primes = Array.from({ length: 500 }, (_, index) => index)
  .filter((n) => n > 1 && Array.from({ length: n }, (_, d) => d).every((d) => d < 2 || n % d !== 0))
  .slice(0, 80)
  .map(BigInt);
/** The first 64 bits of the fractional part of a root, which is where the constants of SHA-2 come from. */
function fraction(root: 2n | 3n, prime: bigint): bigint {
  const scaled = prime << (root * 64n);
  let value = 0n;
  for (let bit = 1n << 68n; bit > 0n; bit >>= 1n) if ((value + bit) ** root <= scaled) value += bit;
  return BigInt.asUintN(64, value);
}

describe('SHA-2', () => {
  test.each([
    { bits: 256, width: 32, rounds: 64 },
    { bits: 512, width: 64, rounds: 80 },
  ])('SHA-$bits', ({ bits, width, rounds }) => {
    const [sum0, sum1, sig0, sig1] = ['sum0', 'sum1', 'sig0', 'sig1'].map((name) => one(`sha${bits}${name}`)) as [
      ReturnType<typeof one>,
      ReturnType<typeof one>,
      ReturnType<typeof one>,
      ReturnType<typeof one>,
    ];
    const trim = (value: bigint) => BigInt.asUintN(width, value);
    const top = (value: bigint) => value >> BigInt(64 - width);
    const constants = primes.map((prime) => top(fraction(3n, prime)));
    const choose = (x: bigint, y: bigint, z: bigint) => (x & y) ^ (~x & z);
    const majority = (x: bigint, y: bigint, z: bigint) => (x & y) ^ (x & z) ^ (y & z);
    /** FIPS 180-4, sections 6.2.2 and 6.4.2, of a message that fits one block. */
    const hash = (message: Buffer) => {
      const bytesOfBlock = width * 2;
      const block = Buffer.alloc(bytesOfBlock);
      message.copy(block);
      block[message.length] = 0x80;
      block.writeBigUInt64BE(BigInt(8 * message.length), bytesOfBlock - 8);
      const w = Array.from({ length: 16 }, (_, index) =>
        BigInt(`0x${block.toString('hex', (index * width) / 8, ((index + 1) * width) / 8)}`),
      );
      for (let t = 16; t < rounds; t++) w.push(trim(sig1(w[t - 2]!) + w[t - 7]! + sig0(w[t - 15]!) + w[t - 16]!));
      const initial = primes.slice(0, 8).map((prime) => top(fraction(2n, prime)));
      let [a, b, c, d, e, f, g, h] = initial as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
      for (let t = 0; t < rounds; t++) {
        const first = h + sum1(e) + choose(e, f, g) + constants[t]! + w[t]!;
        const second = sum0(a) + majority(a, b, c);
        [a, b, c, d, e, f, g, h] = [trim(first + second), a, b, c, trim(d + first), e, f, g];
      }
      const digest = [a, b, c, d, e, f, g, h].map((value, index) => trim(value + initial[index]!));
      return digest.map((value) => value.toString(16).padStart(width / 4, '0')).join('');
    };
    for (const message of [Buffer.alloc(0), Buffer.from('abc'), Buffer.from('hartlab, a supervisor lab')])
      expect(hash(message)).toBe(createHash(`sha${bits}`).update(message).digest('hex'));
  });
});

test('SM3', () => {
  const p0 = one('sm3p0');
  const p1 = one('sm3p1');
  const rol = two('rolw');
  const rotated = (value: bigint, amount: number) => word(rol(value, BigInt(amount)));
  /** GB/T 32905, section 5.3, of a message that fits one block. */
  const hash = (message: Buffer) => {
    const block = Buffer.alloc(64);
    message.copy(block);
    block[message.length] = 0x80;
    block.writeBigUInt64BE(BigInt(8 * message.length), 56);
    const w = Array.from({ length: 16 }, (_, index) => BigInt(block.readUInt32BE(4 * index)));
    for (let j = 16; j < 68; j++)
      w.push(word(p1(w[j - 16]! ^ w[j - 9]! ^ rotated(w[j - 3]!, 15)) ^ rotated(w[j - 13]!, 7) ^ w[j - 6]!));
    const initial = [
      0x7380166fn,
      0x4914b2b9n,
      0x172442d7n,
      0xda8a0600n,
      0xa96f30bcn,
      0x163138aan,
      0xe38dee4dn,
      0xb0fb0e4en,
    ] as const;
    let [a, b, c, d, e, f, g, h]: bigint[] = [...initial];
    for (let j = 0; j < 64; j++) {
      const constant = j < 16 ? 0x79cc4519n : 0x7a879d8an;
      const ss1 = rotated(word(rotated(a!, 12) + e! + rotated(constant, j % 32)), 7);
      const ss2 = ss1 ^ rotated(a!, 12);
      const ff = j < 16 ? a! ^ b! ^ c! : (a! & b!) | (a! & c!) | (b! & c!);
      const gg = j < 16 ? e! ^ f! ^ g! : (e! & f!) | (word(~e!) & g!);
      const tt1 = word(ff + d! + ss2 + (w[j]! ^ w[j + 4]!));
      const tt2 = word(gg + h! + ss1 + w[j]!);
      [a, b, c, d, e, f, g, h] = [tt1, a, rotated(b!, 9), c, word(p0(tt2)), e, rotated(f!, 19), g];
    }
    return [a, b, c, d, e, f, g, h]
      .map((value, index) => (value! ^ initial[index]!).toString(16).padStart(8, '0'))
      .join('');
  };
  for (const message of [Buffer.alloc(0), Buffer.from('abc'), Buffer.from('hartlab, a supervisor lab')])
    expect(hash(message)).toBe(createHash('sm3').update(message).digest('hex'));
});
