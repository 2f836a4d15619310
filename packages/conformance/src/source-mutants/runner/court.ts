import { mutantsOf, type SourceMutant } from '../source-mutant.ts';

const at = (name: string) => `apps/runner/src/court/${name}.ts`;

/** How a campaign is gone through. */
export const campaignMutants: readonly SourceMutant[] = [
  ...mutantsOf(
    at('trials'),
    [at('trials.test')],
    [
      {
        id: 'R140',
        title: 'the trial that ends last ends the campaign, not the first with a finding',
        find: 'this.#end = Math.min(this.#end, n + 1)',
        replace: 'this.#end = n + 1',
      },
      {
        id: 'R141',
        title: 'a trial that was made before is made again',
        find: 'while (this.#recorded[this.#next] && this.#next < this.#end) this.#next++;',
        replace: '',
      },
      {
        id: 'R142',
        title: 'what was found before does not end a campaign',
        find: 'for (const [n, recorded] of before) this.#endBehind(n, recorded);',
        replace: '',
      },
    ],
  ),
  ...mutantsOf(
    at('bisect'),
    [at('bisect.test')],
    [
      {
        id: 'R143',
        title: 'the half without the change is searched',
        find: '(await has(middle)) === before',
        replace: '(await has(middle)) !== before',
      },
      {
        id: 'R144',
        title: 'another finding of the same beginning counts',
        find: 'id === finding',
        replace: 'id.startsWith(finding)',
      },
    ],
  ),
  ...mutantsOf(
    at('campaign-folder'),
    [at('campaign-folder.test')],
    [
      {
        id: 'R145',
        title: 'a file may change while a campaign rests',
        find: 'return changed === undefined ? undefined : `${changed} has changed since`;',
        replace: 'return undefined;',
      },
      {
        id: 'R146',
        title: 'the trial of another case is taken',
        find: 'recorded.trial.case === of.name && ',
        replace: '',
      },
      {
        id: 'R147',
        title: 'a folder with files of others is taken',
        find: 'if (readdirSync(path).length > 0)',
        replace: 'if (false)',
      },
    ],
  ),
];
