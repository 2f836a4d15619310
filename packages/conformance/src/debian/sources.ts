import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../repository.ts';

/** Where the files of ours are that are in a system. */
export const sources: string = join(root, 'packages/conformance/debian');

/** One of them. */
export const source = (name: string): Buffer => readFileSync(join(sources, name));
