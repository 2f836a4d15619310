import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { compileLargeFunctionsWell } from './large-functions.ts';

test.each(['11.3.244.8-node.46', '12.4.254.21-node.57', '13.6.233.10-node.28'])('V8 %s is told what it knows', (v8) => {
  const told: string[] = [];
  compileLargeFunctionsWell(v8, (flag) => told.push(flag));
  expect(told.length).toBe(v8.startsWith('11.') ? 1 : 0);
});

test('the V8 that runs this knows what it is told, or is told nothing', () => {
  const told: string[] = [];
  compileLargeFunctionsWell(undefined, (flag) => told.push(flag));
  const { status, stderr } = spawnSync(process.execPath, [...told, '--eval', ''], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
