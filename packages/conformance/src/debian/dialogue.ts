import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { HostProblem } from './host-program.ts';

/** Clock ticks in a second of what Linux says in /proc (proc_pid_stat(5)). */
const TICKS = 100;

/** How a program has ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program that one talks to over its stdin and stdout, as a person does with a machine's console. */
export class Dialogue {
  readonly #child;
  /** What it has written, and how much of that has been looked for and found. */
  readonly #written = { stdout: { text: '', understood: 0 }, stderr: { text: '', understood: 0 } };
  #changed = (): void => {};
  /** How it ends. */
  readonly end: Promise<End>;

  constructor(command: readonly string[]) {
    const [program = '', ...words] = command;
    this.#child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of ['stdout', 'stderr'] as const)
      this.#child[stream].setEncoding('utf8').on('data', (text: string) => {
        this.#written[stream].text += text;
        this.#changed();
      });
    // It may have gone when it is spoken to.
    this.#child.stdin.on('error', () => {});
    this.end = new Promise((resolve, reject) => {
      this.#child.on('error', reject);
      this.#child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** All that it has written to stdout. */
  get heard(): string {
    return this.#written.stdout.text;
  }

  /** All that it has written to stderr. */
  get complaints(): string {
    return this.#written.stderr.text;
  }

  /** Seconds of CPU time that it has used so far; as Linux tells. */
  get seconds(): number {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  }

  say(text: string): void {
    this.#child.stdin.write(text);
  }

  /** It will hear no more. */
  fallSilent(): void {
    this.#child.stdin.end();
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /**
   * Waits for this text behind all that has been waited for before in that stream, and answers what stood before it.
   *
   * @throws HostProblem if the program ends without it, or so many seconds pass, after which it is ended
   */
  async hear(text: string, seconds: number, stream: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
    const written = this.#written[stream];
    const late = AbortSignal.timeout(seconds * 1000);
    let ended = false;
    void this.end.then(() => {
      ended = true;
      this.#changed();
    });
    late.addEventListener('abort', () => this.#changed());
    for (;;) {
      const at = written.text.indexOf(text, written.understood);
      if (at >= 0) {
        const before = written.text.slice(written.understood, at);
        written.understood = at + text.length;
        return before;
      }
      if (ended || late.aborted) {
        if (!ended) this.signal('SIGKILL');
        const last = `${this.complaints}\n${this.heard}`.trimEnd().split('\n').at(-1)!.trim();
        throw new HostProblem(
          `${ended ? 'it ended' : `${seconds} s passed`} without ${JSON.stringify(text)}; last it said: ${last}`,
        );
      }
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }
}
