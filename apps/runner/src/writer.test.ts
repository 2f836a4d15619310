import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordedIo } from './recorded-io.ts';
import { Writer } from './writer.ts';

test('what is written is held back until there is much or flush is called, and comes out once', () => {
  const io = recordedIo();
  const writer = new Writer(io.stdout);
  writer.line('one');
  writer.byte(0x32);
  expect(io.out()).toBe('');
  writer.flush();
  writer.flush();
  expect(io.out()).toBe('one\n2');
  writer.line('x'.repeat(100_000));
  expect(io.out()).toHaveLength(100_006);
});

test('lines and bytes of any length come out whole and in order', () => {
  const piece = fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat(127), fc.integer({ min: 65_500, max: 65_600 }));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const io = recordedIo();
      const writer = new Writer(io.stdout);
      let expected = '';
      for (const each of pieces) {
        const text = typeof each === 'string' ? each : 'é'.repeat(each >> 1);
        if (typeof each === 'number' && each < 128) {
          writer.byte(each);
          expected += String.fromCharCode(each);
        } else {
          writer.line(text);
          expected += `${text}\n`;
        }
      }
      writer.flush();
      expect(io.out() === expected).toBe(true);
    }),
  );
});

test('what could not be written is not written again', () => {
  const written: string[] = [];
  let fails = true;
  const writer = new Writer({
    isTerminal: false,
    write(data) {
      if (fails) throw new Error('full');
      written.push(Buffer.from(data).toString());
    },
  });
  writer.line('lost');
  expect(() => writer.flush()).toThrow('full');
  fails = false;
  writer.line('kept');
  writer.flush();
  expect(written).toEqual(['kept\n']);
});
