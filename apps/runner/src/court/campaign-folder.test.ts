import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedTrial } from '@hartlab/lab';
import { afterAll, expect, test } from 'vitest';
import { Refusal } from '../refusal.ts';
import { rawPayload, sources, temporaryDirectory } from '../testing/payload.ts';
import { CampaignFolder } from './campaign-folder.ts';
import { builtIn, campaignOf, type Asked } from './campaign.ts';

const directory = temporaryDirectory();
afterAll(() => rmSync(directory, { recursive: true }));

const asked: Asked = { payloads: ['user-return'], judged: [builtIn('private')], handlers: ['minimal', 'pmu'] };
const options = { everything: false, stopAtFirst: false, tells: false };
const campaign = campaignOf(asked);
const recorded = (n: number) =>
  ({
    trial: { case: campaign.cases[n]!.name, defendant: 'built-in:private' },
    path: ['a'],
  }) as unknown as RecordedTrial;
let folders = 0;
const fresh = (): string => join(directory, `folder-${folders++}`);
const refusal = (path: string, now: Asked = asked, its = options): string => {
  try {
    CampaignFolder.of(path, campaignOf(now), its);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  return 'taken';
};

test('a campaign finds again what it has kept, and nothing half written', () => {
  const path = fresh();
  CampaignFolder.of(path, campaign, options).keep(1, recorded(1));
  expect(CampaignFolder.of(path, campaign, options).made).toEqual(new Map([[1, recorded(1)]]));
  expect(readdirSync(path)).toHaveLength(2);
  writeFileSync(join(path, 'trial-00000.json'), JSON.stringify(recorded(0)).slice(0, 20));
  writeFileSync(join(path, 'trial-00001.json'), JSON.stringify(recorded(0)));
  expect(CampaignFolder.of(path, campaign, options).made).toEqual(new Map());
});

test('the folder of another campaign is refused, with what is other', () => {
  const path = fresh();
  CampaignFolder.of(path, campaign, options);
  expect(refusal(path)).toBe('taken');
  expect(refusal(path, { ...asked, handlers: ['minimal'] })).toMatch(
    /^\S+ is of another campaign: its trials are others; /,
  );
  expect(refusal(path, { ...asked, smp: 2 })).toMatch(/its trials are others/);
  expect(refusal(path, asked, { ...options, everything: true })).toMatch(/its options are others/);
  writeFileSync(join(path, 'campaign.json'), 'x');
  expect(refusal(path)).toMatch(/another version of hartlab/);
});

test('a file that has changed since makes it another campaign', () => {
  const path = fresh();
  const payload = rawPayload(directory, 'payload', sources.spin);
  const now = { ...asked, payloads: [payload], handlers: ['minimal'] } as const;
  CampaignFolder.of(path, campaignOf(now), options);
  rawPayload(directory, 'payload', sources.calls);
  expect(refusal(path, now)).toMatch(/payload\.bin has changed since; give --resume an empty directory$/);
});

test('a folder with other files is left alone', () => {
  const path = fresh();
  mkdirSync(path);
  writeFileSync(join(path, 'thesis.tex'), '');
  expect(refusal(path)).toMatch(/has files, but none of a campaign; give --resume an empty directory$/);
  expect(readdirSync(path)).toEqual(['thesis.tex']);
  expect(refusal(join(path, 'thesis.tex', 'x'))).toMatch(/^cannot keep a campaign in /);
});
