import { createHash } from 'node:crypto';
import { Random } from '@hartlab/models';
import { expect, test } from 'vitest';
import type { Answer } from './access-program.ts';
import { ourAnswers } from './answers.ts';
import { aplicAccesses } from './aplic-accesses.ts';

const COUNT = 1000;
/** SHA-256 of what QEMU 11.1 answered to the accesses of seeds 1 and 2: `qemuAnswers` with `-M virt,aia=…`. Earlier ones differ. */
const onQemu = {
  aplic: [
    'e05224e9f9aea08ceecafc80373a65d0c65d945615123352332f44f9c84631a8',
    '92a5502653057a606172685f312c4feabdb1aa48ca0840f86dfd447ba08df10a',
  ],
  'aplic-imsic': [
    '265b9aab307c4957e669b9e398da7986cf86720cd1c9be580edc8c4d16a6e20c',
    'a476d8c60087e3603ef56256688289da1507ea28af4891c6a1e55968f7f7bec9',
  ],
} as const;

const digest = (answers: readonly Answer[]) =>
  createHash('sha256')
    .update(answers.map(({ cause, value, mip }) => `${cause} ${value} ${mip}\n`).join(''))
    .digest('hex');

test.each(['aplic', 'aplic-imsic'] as const)(
  '%s: what both domains answer to a random program is what QEMU 11.1 answered',
  { timeout: 60_000 },
  (aia) => {
    const ours = [1, 2].map((seed) =>
      digest(ourAnswers(aplicAccesses(new Random(seed), COUNT, aia === 'aplic-imsic'), { aia })),
    );
    expect(ours).toEqual(onQemu[aia]);
  },
);
