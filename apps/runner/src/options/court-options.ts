import { sourceNames } from '@hartlab/lab';
import { policies, type PolicyName } from '@hartlab/sse';
import { judgedExtensions } from '../court/judged-extensions.ts';
import { count, path, someOrAllOf, text } from '../quantity.ts';
import { policyNames } from '../resume-policies.ts';
import { handlerNames } from './handler-names.ts';
import type { OptionRows } from './option-row.ts';

/** What a campaign of the court judges, and by what. */
export const courtOptions = {
  handlers: {
    flag: '--handlers',
    value: 'NAME,…|all',
    help: 'the SSE handlers that each guest is judged with; minimal, preserving, forgetful and linux-2026, if absent',
    read: someOrAllOf(handlerNames),
  },
  policies: {
    flag: '--policies',
    value: 'NAME,…|all',
    help: 'the built-in firmware under these resume policies; under every one, if nothing else is judged',
    read: someOrAllOf(policyNames, Object.keys(policies) as PolicyName[]),
  },
  sources: {
    flag: '--sources',
    value: 'NAME,…|all',
    help: `how events are made ready: ${sourceNames.join(', ')}; software, if absent, or signal where only the built-in firmware is judged`,
    read: someOrAllOf(sourceNames),
  },
  compare: {
    flag: '--compare',
    value: 'built-in:POLICY|FILE',
    help: 'what each firmware is compared with, violation by violation: the built-in one under a policy, or another file',
    read: path,
  },
  bisect: {
    flag: '--bisect',
    value: 'FINDING',
    help: 'say where a finding, given by its id, begins or ends among the files of -bios, which are in the order of their history',
    read: text,
  },
  protocol: {
    flag: '--protocol',
    value: 'EXTENSION,…',
    alone: 'all',
    help: `play calls on the firmware and compare what it answers and does with the specification: ${judgedExtensions.join(', ')}; all of them, if none is named`,
    read: someOrAllOf(judgedExtensions),
  },
  sequences: {
    flag: '--sequences',
    value: 'N',
    help: 'how many random sequences of calls are played after the systematic ones; 200 if absent',
    read: count(0),
  },
  expect: {
    flag: '--expect',
    value: 'FILE',
    help: 'pass if this is found, and nothing else, at as many boundaries: a line COUNT ID for each case and finding',
    read: path,
  },
  writeExpect: {
    flag: '--write-expect',
    value: 'FILE',
    help: 'write what was found, for --expect',
    read: path,
  },
  stopAtFirst: { flag: '--stop-at-first', help: 'end at the first finding' },
  jobs: {
    flag: '--jobs',
    value: 'N',
    help: 'trials that go on at once, each in a thread; the report is the same',
    read: count(1, 256),
  },
  resume: {
    flag: '--resume',
    value: 'DIRECTORY',
    help: 'keep each trial there when it is made, and go on with a campaign that was cut short',
    read: path,
  },
} as const satisfies OptionRows;
