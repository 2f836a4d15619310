import { readFileSync } from 'node:fs';
import { HostProblem, must } from './host-program.ts';

/** The suite that a Debian host is of, as /etc/os-release says; undefined on other hosts. */
export const suiteOf = (release: string): string | undefined => {
  const valueOf = (key: string) => new RegExp(`^${key}=["']?([a-z]+)["']?$`, 'm').exec(release)?.[1];
  return valueOf('ID') === 'debian' ? valueOf('VERSION_CODENAME') : undefined;
};

/** The mirror that this host has its own suite from. @throws HostProblem if apt knows none */
export const mirrorInUse = (): string => {
  const suite = suiteOf(readFileSync('/etc/os-release', 'utf8'));
  if (suite === undefined)
    throw new HostProblem('this host is no Debian, which has a mirror of its own: give --mirror URL');
  const targets = ['Created-By: Packages', 'Component: main', `Codename: ${suite}`];
  const [mirror] = must(['apt-get', 'indextargets', '--format', '$(REPO_URI)', ...targets])
    .toString()
    .split('\n');
  if (!mirror) throw new HostProblem('apt knows no mirror: run apt-get update, or give --mirror URL');
  return mirror;
};
