import { describe, expect, test } from 'vitest';
import { appearanceOf, type ColourChoice } from './appearance.ts';
import { recordedIo } from './recorded-io.ts';

const appearance = (environment: Record<string, string>, terminal?: { columns?: number }, choice?: ColourChoice) => {
  const io = recordedIo();
  const stdout = { ...io.stdout, isTerminal: terminal !== undefined, columns: terminal?.columns };
  return appearanceOf({ ...io, stdout, environment }, choice);
};

// https://no-color.org and https://force-color.org; that 0 and false turn colours off is what Node and chalk do.
describe('colour', () => {
  test.each([
    [false, {}, false, undefined],
    [true, {}, true, undefined],
    [false, { NO_COLOR: '1' }, true, undefined],
    [true, { NO_COLOR: '' }, true, undefined],
    [true, { FORCE_COLOR: '1' }, false, undefined],
    [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, undefined],
    [false, { FORCE_COLOR: '0' }, true, undefined],
    [false, { FORCE_COLOR: 'false' }, true, undefined],
    [false, { FORCE_COLOR: '' }, false, undefined],
    [false, { TERM: 'dumb' }, true, undefined],
    [true, { NO_COLOR: '1', TERM: 'dumb' }, false, 'always'],
    [false, { FORCE_COLOR: '1' }, true, 'never'],
    [true, {}, true, 'auto'],
  ] as const)('%s with %j, terminal %s, --color %s', (expected, environment, isTerminal, choice) => {
    const { paint } = appearance(environment, isTerminal ? { columns: 80 } : undefined, choice);
    expect(paint('bold', 'x')).toBe(expected ? '\u001b[1mx\u001b[0m' : 'x');
    expect(paint('bold', '')).toBe('');
  });
});

describe('width', () => {
  test.each([
    [80, {}, undefined],
    [120, {}, { columns: 120 }],
    [80, {}, {}],
    [40, {}, { columns: 10 }],
    [100, { COLUMNS: '100' }, undefined],
    [100, { COLUMNS: '100' }, { columns: 120 }],
    [120, { COLUMNS: 'wide' }, { columns: 120 }],
    [80, { COLUMNS: '0' }, undefined],
  ])('%i columns with %j on %j', (columns, environment, terminal) => {
    expect(appearance(environment, terminal).width).toBe(columns);
  });
});
