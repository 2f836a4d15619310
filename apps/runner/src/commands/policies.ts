import { policies, type PolicyName } from '@hartlab/sse';
import { command } from '../command.ts';
import { explanations } from '../policy-explanations.ts';

export const listPolicies = command({
  name: 'policies',
  summary: 'list the resume policies and what each does',
  details:
    'A resume policy is how the firmware enters an SSE handler and what it makes of the interrupted state when the handler completes. ' +
    'The first is the default of --policy.',
  options: ['json'],
  examples: ['hartlab policies', 'hartlab sweep world-switch --policy opensbi-1.9'],
  async run(io, { json }) {
    const rows = Object.entries(policies).map(([name, { title }]) => ({
      name,
      title,
      ...explanations[name as PolicyName],
    }));
    if (json) io.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    else
      for (const { name, title, from, enters, resumes, source } of rows)
        io.stdout.write(
          `${name}: ${title}\n  from     ${from}\n  enters   ${enters}\n  resumes  ${resumes}\n  source   ${source}\n\n`,
        );
    return 'passed';
  },
});
