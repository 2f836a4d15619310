import { expectedFindings, type Mode } from '@hartlab/lab';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { conclusion } from './conclusion.ts';
import { evidenceOf } from './evidence.ts';
import { capitalised } from './prose.ts';
import { expectationOf, sweptFrom, type Recorded } from './testing/swept.ts';
import type { Swept } from './swept.ts';
import { windowStrips } from './window-strips.ts';

// Whole reports of random sweeps take a second, and several when the machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const plain = (_style: string, text: string): string => text;
const appearance = (width = 80) => ({ width, paint: plain });
const told = (sweeps: readonly Swept[]): string =>
  conclusion(sweeps, appearance(), 'hartlab').join('\n').replaceAll(/\s+/g, ' ');

const modes: readonly Mode[] = ['HS', 'HS with SPV=1', 'S', 'U', 'VS', 'VU'];
const violation = fc.record({
  oracle: fc.constantFrom('O1', 'O6', 'completion'),
  field: fc.constantFrom('V', 'privilege', 'mstatus.SIE', 'hstatus.GVA', 'hstatus.SPV', 'htval', 'htinst', 'x10', 'pc'),
  expected: fc.constantFrom(0n, 1n, 0x8020_0000n),
  got: fc.constantFrom(0n, 1n, 0x8020_0000n),
} as const);
const recorded: fc.Arbitrary<Recorded> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ mode: fc.constantFrom(...modes) }) },
  fc.record({ mode: fc.constantFrom(...modes), skipped: fc.constant('the hart has masked events') }),
  fc.record({ mode: fc.constantFrom(...modes), violations: fc.array(violation, { minLength: 1, maxLength: 3 }) }),
);
/** Any set of sweeps of the main job, with anything found in it. Windows of one guest are equally long. */
const sweeps = fc.integer({ min: 0, max: 150 }).chain((length) =>
  fc
    .array(
      fc.tuple(fc.constantFrom(...expectedFindings), fc.array(recorded, { minLength: length, maxLength: length })),
      {
        maxLength: 8,
      },
    )
    .map((all) => all.map(([expected, boundaries]) => sweptFrom(expected, boundaries))),
);

describe('whatever was found', () => {
  test('every line fits, at every width', () => {
    fc.assert(
      fc.property(sweeps, fc.integer({ min: 60, max: 200 }), (all, width) => {
        const lines = [...windowStrips(all, appearance(width)), ...conclusion(all, appearance(width), './hartlab')];
        for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(width);
      }),
    );
  });

  test('every consequence is told, with every policy under which it shows', () => {
    fc.assert(
      fc.property(sweeps, (all) => {
        const text = told(all);
        const policies = new Set(all.map(({ expected }) => expected.policy));
        for (const { expected, record } of all)
          for (const { consequence } of evidenceOf(record)) {
            const from = text.indexOf(`${capitalised(consequence)} under `);
            expect(from, consequence).toBeGreaterThanOrEqual(0);
            // Up to the sentence's end: a dot before a blank is no part of a name.
            const sentence = text.slice(from).split(/\. | hartlab sweep /)[0]!;
            const isEvery = policies.size > 1 && sentence.includes('under every policy');
            expect(isEvery || sentence.includes(expected.policy), `${sentence} / ${expected.policy}`).toBe(true);
          }
      }),
    );
  });

  test('every sweep in which something differs has a strip that shows it', () => {
    fc.assert(
      fc.property(sweeps, (all) => {
        const lines = windowStrips(all, appearance());
        const broken = all.filter(({ record }) => record.differing > 0);
        const strips = lines.flatMap((line) => /^ .*\s{2}([.?~!A-Z-]+)$/.exec(line)?.[1] ?? []);
        expect(strips.filter((text) => /[~!A-Z-]/.test(text))).toHaveLength(broken.length);
      }),
    );
  });
});

describe('the edges', () => {
  const row = (policy: string, handler = 'minimal') => expectationOf('world-switch', policy, handler);
  const intact: Recorded = { mode: 'HS' };
  const becomesGuest: Recorded = {
    mode: 'HS with SPV=1',
    violations: [{ oracle: 'O1', field: 'V', expected: 0n, got: 1n }],
  };

  test('firmware without a defect is said to have none', () => {
    const all = [sweptFrom(row('private'), [intact, intact]), sweptFrom(row('opensbi-1.9'), [intact, intact])];
    expect(told(all)).toBe(
      'The two corruptions that were reported in April 2026 ' +
        '1. A hypervisor and its guest change places: not found under any policy ' +
        '2. A kernel loses its privilege, or its protection from interrupts: not found under any policy',
    );
    expect(windowStrips(all, appearance())).toEqual([
      expect.stringMatching(/^Where it breaks/),
      'world-switch: a hypervisor that runs a guest as KVM does (2 boundaries)',
      '  who runs               hh',
      '  minimal: all as before, under every policy',
      '  h hypervisor (HS-mode)',
      '',
      '  . as before',
    ]);
  });

  test('one of the two, under one policy', () => {
    const text = told([
      sweptFrom(row('private'), [intact, intact, intact]),
      sweptFrom(row('opensbi-1.9'), [intact, becomesGuest, becomesGuest]),
    ]);
    expect(text).toContain(
      'The hypervisor goes on as its own guest under opensbi-1.9 with handler minimal, at 2 of 3 boundaries of ' +
        'world-switch, first at sweep_begin+0x4 (boundary 1). hartlab sweep world-switch --policy opensbi-1.9 --handler minimal',
    );
    expect(text).toContain('2. A kernel loses its privilege, or its protection from interrupts: not found');
    expect(text).toContain(
      'Which policy cures them: private yes (it resumes from a private copy that no handler can reach); opensbi-1.9 no.',
    );
  });

  test('policies that differ in the number or in the place are told apart', () => {
    const text = told([
      sweptFrom(row('private'), [intact, intact, becomesGuest]),
      sweptFrom(row('spec-3.0'), [intact, becomesGuest, becomesGuest]),
      sweptFrom(row('opensbi-1.9'), [becomesGuest, intact, becomesGuest]),
    ]);
    expect(text).toMatch(
      / under private with handler minimal, at 1 of 3 boundaries of \S+, first at \S+ \(boundary 2\);/,
    );
    expect(text).toMatch(
      /; under spec-3\.0 with handler minimal, at 2 of 3 boundaries of \S+, first at \S+ \(boundary 1\);/,
    );
    expect(text).toMatch(/; under opensbi-1\.9 with handler minimal, at 2 of 3 boundaries .* \(boundary 0\)\./);
  });

  test('a policy called private that cures nothing is not praised', () => {
    const text = told([sweptFrom(row('private'), [becomesGuest]), sweptFrom(row('spec-3.0'), [becomesGuest])]);
    expect(text).toContain('Which policy cures them: private and spec-3.0 no.');
    expect(text).toContain('goes on as its own guest under every policy with handler minimal');
  });

  test('what has no words of its own is told by its field', () => {
    const changed: Recorded = { mode: 'S', violations: [{ oracle: 'O1', field: 'x10', expected: 5n, got: 7n }] };
    const text = told([sweptFrom(row('private'), [intact]), sweptFrom(row('spec-3.0'), [changed])]);
    expect(text).toContain(
      'What else was found - The program goes on with a wrong x10 (changed) under spec-3.0 with handler minimal',
    );
  });

  test('a derailed handler under every policy', () => {
    const derailed: Recorded = {
      mode: 'VS',
      violations: [{ oracle: 'completion', field: 'pc', expected: 0n, got: 0x8020_0000n }],
    };
    const all = [
      sweptFrom(row('private', 'linux-2025'), [derailed]),
      sweptFrom(row('spec-3.0', 'linux-2025'), [derailed]),
    ];
    expect(told(all)).toContain(
      'What no policy cures - The handler is derailed to _start and never returns under every',
    );
    expect(windowStrips(all, appearance())).toContainEqual(expect.stringMatching(/^ {2}linux-2025 +private +!$/));
  });

  test('boundaries at which no event was possible are marked', () => {
    const all = [sweptFrom(row('private'), [intact, { mode: 'M', skipped: 'the hart is in M-mode' }])];
    expect(windowStrips(all, appearance())).toContainEqual(expect.stringMatching(/^ {2}minimal +private +\.\?$/));
    expect(windowStrips(all, appearance()).at(-1)).toBe('  . as before  ? no event possible');
  });

  test('no sweeps at all', () => {
    expect(told([])).toContain('not found under any policy');
    expect(windowStrips([], appearance())).toHaveLength(1);
  });
});
