import { reproducer } from '@hartlab/lab';
import type { Appearance } from './appearance.ts';
import { casesOf, type Case, type Witness } from './case.ts';
import { evidenceOf } from './evidence.ts';
import { grouped } from './grouped.ts';
import { harms, privilegeLost, worldsExchanged, type Harm } from './harm.ts';
import { explanations } from './policy-explanations.ts';
import { capitalised, commandLines, counted, enumeration, inThousands, wrap } from './prose.ts';
import type { Swept } from './swept.ts';

/** The two corruptions that the patches of April 2026 are about. */
const reported: readonly Harm[] = [worldsExchanged, privilegeLost];

/** One consequence, and in which cases it shows; the command for the first of them. */
interface Item {
  readonly consequence: string;
  readonly cases: readonly [Case, ...Case[]];
  readonly command: string;
}

const boundaries = (count: number): string => counted(count, 'boundary', 'boundaries');

/** What a set of sweeps has found, in plain words, with the places and the commands that show it. */
export const conclusion = (sweeps: readonly Swept[], { width, paint }: Appearance, program: string): string[] => {
  const policies = [...new Set(sweeps.map(({ expected }) => expected.policy))];
  const handlers: string[] = [...new Set(sweeps.map(({ expected }) => expected.handler))];
  const witnesses = sweeps.flatMap((swept) =>
    evidenceOf(swept.record).map((evidence): Witness => ({ swept, evidence })),
  );
  const witnessesOf = (harm: Harm): Witness[] => witnesses.filter(({ evidence }) => evidence.harm === harm);
  const policiesWith = (harm: Harm): Set<string> =>
    new Set(witnessesOf(harm).map(({ swept }) => swept.expected.policy));

  const under = (some: readonly string[]): string =>
    `under ${some.length === policies.length && policies.length > 1 ? 'every policy' : enumeration(some)}`;
  const inFull = ({ policies: some, handler, witnesses: [{ swept, evidence }, ...elsewhere] }: Case): string => {
    const { guest } = swept.expected;
    const guests = elsewhere.map((each) => each.swept.expected.guest);
    const share = `${inThousands(evidence.count)} of ${boundaries(swept.spots.length)} of ${guest}`;
    const also = guests.length > 0 ? `, and in ${enumeration(guests)}` : '';
    return `${under(some)} with handler ${handler}, at ${share}, first at ${evidence.place} (boundary ${evidence.first})${also}`;
  };
  /** For what is shown by a command that has just been told of. */
  const inShort = ({ policies: some, witnesses: [{ evidence }] }: Case): string =>
    `${under(some)}, at ${boundaries(evidence.count)}, first at ${evidence.place}`;
  const sentence = ({ consequence, cases: [main, ...others] }: Item, index: number): string =>
    `${capitalised(consequence)} ${[index === 0 ? inFull(main) : inShort(main), ...others.map(inFull)].join('; ')}.`;

  const itemOf = (consequence: string, all: readonly Witness[]): Item => {
    const cases = casesOf(all) as [Case, ...Case[]];
    const { guest, policy, handler } = cases[0].witnesses[0].swept.expected;
    return { consequence, cases, command: reproducer({ payload: guest, policy, handler }, undefined, program) };
  };

  /** All of one harm: what the simplest handler shows first, and what the same command shows together. */
  const linesOf = (harm: Harm): string[] => {
    const items = [...grouped(witnessesOf(harm), ({ evidence }) => evidence.consequence)]
      .map(([consequence, all]) => itemOf(consequence, all))
      .toSorted(({ cases: [a] }, { cases: [b] }) => handlers.indexOf(a.handler) - handlers.indexOf(b.handler));
    return [...grouped(items, ({ command }) => command)].flatMap(([command, shown]) => [
      ...wrap(
        [...shown.map(sentence), ...(harm.remedy === undefined ? [] : [harm.remedy])].join(' '),
        width,
        ' - ',
        '   ',
      ),
      ...commandLines(command, width, '     ').map((line) => paint('command', line)),
    ]);
  };

  const heading = (text: string): string[] => wrap(text, width).map((line) => paint('bold', line));
  const section = (title: string, some: readonly Harm[]): string[] =>
    some.length === 0 ? [] : ['', ...heading(title), ...some.flatMap(linesOf)];

  const corruption = (harm: Harm, index: number): string[] => {
    const absent = policiesWith(harm).size === 0 ? ': not found under any policy' : '';
    return [...heading(`${index + 1}. ${harm.title}${absent}`), ...linesOf(harm)];
  };

  /** Which policies are free of which of the reported corruptions that were found. */
  const cures = (): string[] => {
    const found = reported.filter((harm) => policiesWith(harm).size > 0);
    const curedBy = (policy: string): Harm[] => found.filter((harm) => !policiesWith(harm).has(policy));
    const alike = [
      ...grouped(policies, (policy) =>
        curedBy(policy)
          .map(({ title }) => title)
          .join(),
      ).values(),
    ];
    const phrases = alike
      .map((some) => ({ some, cured: curedBy(some[0]!) }))
      .toSorted((a, b) => b.cured.length - a.cured.length)
      .map(({ some, cured }) => {
        const numbers = cured.map((harm) => reported.indexOf(harm) + 1).join(' and ');
        const [none, all] = found.length > 1 ? ['neither', 'both'] : ['no', 'yes'];
        const [policy] = some;
        if (cured.length === 0) return `${enumeration(some)} ${none}`;
        if (cured.length < found.length) return `${enumeration(some)} only ${numbers}`;
        return `${enumeration(some)} ${all}${some.length === 1 ? ` (it resumes from ${explanations[policy!].from})` : ''}`;
      });
    return found.length === 0 ? [] : wrap(`Which policy cures them: ${phrases.join('; ')}.`, width);
  };

  const others = harms.filter((harm) => !reported.includes(harm) && policiesWith(harm).size > 0);
  const isEverywhere = (harm: Harm): boolean => policies.length > 1 && policiesWith(harm).size === policies.length;
  return [
    ...heading('The two corruptions that were reported in April 2026'),
    ...reported.flatMap(corruption),
    ...cures(),
    ...section('What no policy cures', others.filter(isEverywhere)),
    ...section(
      'What else was found',
      others.filter((harm) => !isEverywhere(harm)),
    ),
  ];
};
