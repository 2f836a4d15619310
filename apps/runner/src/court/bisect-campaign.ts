import type { Io } from '../io.ts';
import { Refusal } from '../refusal.ts';
import { bisect, type Bisection } from './bisect.ts';
import { campaignOf, type Asked } from './campaign.ts';
import { caseOfFinding } from './case-of-finding.ts';
import { defendantOf } from './defendant.ts';
import { makeTrials } from './make-trials.ts';
import { Trials } from './trials.ts';

/** Finds out where a finding begins or ends among firmware files in the order of their history. @throws Refusal */
export const bisectCampaign = async (finding: string, asked: Asked, io: Io): Promise<Bisection> => {
  const { payload, handler, source, ...harts } = caseOfFinding(finding);
  const { judged, payloads } = asked;
  if (judged.length < 2)
    throw new Refusal('--bisect needs at least two firmware files, the oldest first: give -bios FILE for each');
  const [word = payload, ...others] = payloads;
  const { trials, cases } = campaignOf({
    ...asked,
    ...harts,
    payloads: [word],
    handlers: [handler],
    sources: [source],
  });
  const [{ name }] = cases as [(typeof cases)[0]];
  if (others.length > 0 || !finding.startsWith(`${name}/`))
    throw new Refusal(`${finding} is in the case of ${payload} with ${handler}; give that payload, and no other`);
  const found = await bisect(finding, judged.length, async (n) => {
    defendantOf(judged[n]!);
    const one = new Trials(
      [trials[n]!],
      { everything: false, stopAtFirst: false, tells: false },
      new Map(),
      () => undefined,
    );
    await makeTrials(one, 1, io);
    const [recorded] = one.all;
    if (recorded!.trial.failure !== undefined) throw new Refusal(`${judged[n]!.label}: ${recorded!.trial.failure}`);
    return recorded!;
  });
  if (!('everywhere' in found)) return found;
  const [first, last] = [judged[0]!.label, judged.at(-1)!.label];
  throw new Refusal(
    found.everywhere
      ? `${first} and ${last} have ${finding} alike; begin with a firmware that has it not`
      : `neither ${first} nor ${last} has ${finding}`,
  );
};

export const bisectionInWords = ({ finding, begins, before, after }: Bisection): string =>
  `${finding} ${begins ? 'begins in' : 'ends with'} ${after}: ${before} ${begins ? 'does not have it' : 'still has it'}`;
